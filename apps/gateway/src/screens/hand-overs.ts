import type { Bus } from '@liaison/bus';
import type {
  ItemsAnnounced,
  ItemsPending,
  ItemsStanding,
  NotificationParams,
  WaitingItem,
} from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Screen } from './screen.js';
import type { Viewer } from './viewer.js';

const ASK_TIMEOUT_MS = 3_000;
/** A terminal that has so much still to take is handed nothing until it has taken all. */
const BACKLOG_BYTES_MAX = 64 * 1024;
/** What could not be asked for is asked for again after so long, then twice as long each time. */
const AGAIN_MS = 250;
const AGAIN_MS_MAX = 10_000;

/** A `notification`, and the place of its item. */
interface Frame {
  readonly place: number;
  readonly params: string;
}

export interface HandOversOptions {
  readonly bus: Pick<Bus, 'requests' | 'subjects'>;
  /** Nothing is told any more once the lease is over. */
  readonly tenure: { readonly holds: boolean };
  /** Resolves when what the viewer holds of SELF includes this FACTS sequence; throws `OwnerAway`. */
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
  private readonly timers = new Set<NodeJS.Timeout>();
  private isStopped = false;

  constructor(private readonly options: HandOversOptions) {}

  /** A terminal has come, the active mode is another, or something may have been missed. */
  look(viewer: Viewer): void {
    viewer.lookAgain = true;
    if (viewer.isLooking) return;
    viewer.isLooking = true;
    void this.work(viewer);
  }

  /** Nothing is asked for again. */
  stop(): void {
    this.isStopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
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
    if (this.isDue(viewer)) this.look(viewer);
  }

  /** Never rejects. */
  private async work(viewer: Viewer): Promise<void> {
    while (viewer.lookAgain && viewer.isHere && this.options.tenure.holds) {
      viewer.lookAgain = false;
      if (!this.isDue(viewer)) continue;
      try {
        await this.catchUp(viewer);
        viewer.looksFailed = 0;
      } catch (error) {
        this.log.debug(`what waits for ${viewer.user} is not known: ${String(error)}`);
        this.lookLater(viewer);
      }
    }
    // At once, not a moment later: the next look must begin its own.
    viewer.isLooking = false;
  }

  /** Soon, and less often the longer it fails; where an owner announces something, at once. */
  private lookLater(viewer: Viewer): void {
    if (viewer.looksLater || this.isStopped) return;
    viewer.looksLater = true;
    const waitMs = Math.min(AGAIN_MS_MAX, AGAIN_MS * 2 ** viewer.looksFailed++);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      viewer.looksLater = false;
      this.look(viewer);
    }, spread(waitMs));
    this.timers.add(timer);
  }

  private async catchUp(viewer: Viewer): Promise<void> {
    const after = this.lowest(viewer);
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
    if (upToDate.length === 0) return;
    const frames = items.map(({ id, place, event }) => {
      const params: NotificationParams<'notification'> = { id, event };
      return { place, params: JSON.stringify(params) };
    });
    for (const screen of upToDate) this.handTo(viewer, screen, frames);
  }

  private handTo(viewer: Viewer, screen: Screen, frames: readonly Frame[]): void {
    for (const { place, params } of frames) {
      if (screen.handed >= place) continue;
      if (this.isFull(viewer, screen)) return;
      screen.handed = place;
      screen.outlet.notify('notification', params);
    }
  }

  /** Is there something to ask for? */
  private isDue(viewer: Viewer): boolean {
    return viewer.itemsEnd < 0 || this.lowest(viewer) < viewer.itemsEnd;
  }

  /** Of the terminals that lack items and can take some: what the one handed least was handed last. */
  private lowest(viewer: Viewer): number {
    const { itemsEnd, isImmediate, screens } = viewer;
    const lacking = isImmediate
      ? screens.filter(({ handed }) => itemsEnd < 0 || handed < itemsEnd)
      : [];
    const able = lacking.filter((screen) => !this.isFull(viewer, screen));
    return Math.min(Number.MAX_SAFE_INTEGER, ...able.map(({ handed }) => handed));
  }

  /** Must it take first what it was told? Once it has, what it lacks is looked for. */
  private isFull(viewer: Viewer, { outlet }: Screen): boolean {
    if (outlet.backlog <= BACKLOG_BYTES_MAX) return false;
    outlet.onceDrained(() => this.look(viewer));
    return true;
  }
}

/** Not all gateways and users at the same moment. */
const spread = (waitMs: number): number => waitMs * (0.5 + Math.random() / 2);
