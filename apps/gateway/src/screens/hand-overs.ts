import type { Bus } from '@liaison/bus';
import type {
  ItemsAnnounced,
  ItemsPending,
  ItemsStanding,
  NotificationParams,
  WaitingItem,
} from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Viewer } from './viewer.js';

const ASK_TIMEOUT_MS = 3_000;

export interface HandOversOptions {
  readonly bus: Pick<Bus, 'requests' | 'subjects'>;
  /** Nothing is told any more once the lease is over. */
  readonly tenure: { readonly holds: boolean };
  /** Resolves when what the viewer holds of SELF includes this FACTS sequence; throws `SelfAway`. */
  atLeast(viewer: Viewer, sequence: number): Promise<void>;
  /** How many items only a fetch gives has changed. */
  recounted(viewer: Viewer): void;
}

/**
 * Hands users' event notifications to their terminals (4.13): while the active mode is immediate,
 * each that waits, in order, once a connection. Who owns the inbox announces what is new; what a
 * terminal has missed, or was kept until now, is asked for.
 */
export class HandOvers {
  private readonly log = new Logger('hand-overs');

  constructor(private readonly options: HandOversOptions) {}

  /** A terminal has come, the active mode is another, or something may have been missed. */
  look(viewer: Viewer): void {
    viewer.lookAgain = true;
    if (viewer.isLooking) return;
    viewer.isLooking = true;
    void this.work(viewer);
  }

  /** Nothing that is held of the inbox is sure any more. */
  lookAnew(viewer: Viewer): void {
    viewer.itemsEnd = -1;
    this.look(viewer);
  }

  heard(viewer: Viewer, told: ItemsAnnounced): void {
    if (!this.options.tenure.holds) return;
    this.stand(viewer, told);
    // What is being asked for may be older than this.
    if (viewer.isLooking) viewer.lookAgain = true;
    const { item, before } = told;
    const isSure = !viewer.isLooking && viewer.source >= (item?.profile ?? 0);
    if (item !== undefined && before !== undefined && isSure) this.hand(viewer, [item], before);
    if (isDue(viewer)) this.look(viewer);
  }

  /** Never rejects. */
  private async work(viewer: Viewer): Promise<void> {
    while (viewer.lookAgain && viewer.isHere && this.options.tenure.holds) {
      viewer.lookAgain = false;
      if (!isDue(viewer)) continue;
      try {
        await this.catchUp(viewer);
      } catch (error) {
        // The owner, or the next one, announces what waits once it can answer.
        this.log.debug(`what waits for ${viewer.user} is not known: ${String(error)}`);
      }
    }
    // At once, not a moment later: the next look must begin its own.
    viewer.isLooking = false;
  }

  private async catchUp(viewer: Viewer): Promise<void> {
    const after = viewer.isImmediate ? lowest(viewer) : Number.MAX_SAFE_INTEGER;
    const { bus } = this.options;
    const request = JSON.stringify({ ask: 'pending', after });
    const reply = await bus.requests.request(bus.subjects.itemsAsk(viewer.user), request, {
      timeoutMs: ASK_TIMEOUT_MS,
    });
    const pending = JSON.parse(reply.string()) as ItemsPending;
    const { items, more } = pending;
    // The mode an item was matched by is known here before it is handed over.
    await this.options.atLeast(viewer, Math.max(0, ...items.map(({ profile }) => profile)));
    if (!viewer.isHere || !this.options.tenure.holds) return;
    this.stand(viewer, pending);
    this.hand(viewer, items, after);
    if (viewer.lookAgain) viewer.itemsEnd = -1;
    else if (more && items.length > 0) viewer.lookAgain = true;
  }

  private stand(viewer: Viewer, { waiting, end }: ItemsStanding): void {
    viewer.itemsEnd = end;
    if (waiting === viewer.waiting) return;
    viewer.waiting = waiting;
    this.options.recounted(viewer);
  }

  /** To the terminals that have all up to `after`: the others ask for what lies between. */
  private hand(viewer: Viewer, items: readonly WaitingItem[], after: number): void {
    if (!viewer.isImmediate) return;
    const upToDate = viewer.screens.filter((screen) => screen.handed >= after);
    for (const { id, place, event } of items) {
      const params: NotificationParams<'notification'> = { id, event };
      const text = JSON.stringify(params);
      for (const screen of upToDate) {
        if (screen.handed >= place) continue;
        screen.handed = place;
        screen.outlet.notify('notification', text);
      }
    }
  }
}

/** What the terminal that was handed least was handed last. */
const lowest = ({ screens }: Viewer): number =>
  Math.min(Number.MAX_SAFE_INTEGER, ...screens.map(({ handed }) => handed));

/** Is there something to ask for? */
const isDue = (viewer: Viewer): boolean =>
  viewer.itemsEnd < 0 || (viewer.isImmediate && viewer.itemsEnd > lowest(viewer));
