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

/** What is known of one user's inbox, and how far looking into it is. */
interface Inbox {
  readonly viewer: Viewer;
  /** Place of the last item that is handed over by itself; 0: none, -1: not known. */
  end: number;
  /** What waits is being asked for; whether once more afterwards. */
  isLooking: boolean;
  lookAgain: boolean;
  /** So often in a row that came to nothing; it is asked for again later. */
  looksFailed: number;
  looksLater: boolean;
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
  private readonly inboxes = new WeakMap<Viewer, Inbox>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private isStopped = false;

  constructor(private readonly options: HandOversOptions) {}

  /** A terminal has come, the active mode is another, or something may have been missed. */
  look(viewer: Viewer): void {
    const inbox = this.inboxOf(viewer);
    inbox.lookAgain = true;
    if (inbox.isLooking) return;
    inbox.isLooking = true;
    void this.work(inbox);
  }

  /** Nothing is asked for again. */
  stop(): void {
    this.isStopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** Nothing that is held of the inbox is sure any more. */
  lookAnew(viewer: Viewer): void {
    this.inboxOf(viewer).end = -1;
    this.look(viewer);
  }

  heard(viewer: Viewer, told: ItemsAnnounced): void {
    if (!this.options.tenure.holds) return;
    const inbox = this.inboxOf(viewer);
    this.stand(inbox, told);
    // What is being asked for may be older than this.
    if (inbox.isLooking) inbox.lookAgain = true;
    const { item, before } = told;
    const isSure = !inbox.isLooking && viewer.source >= (item?.profile ?? 0);
    if (item !== undefined && before !== undefined && isSure) this.hand(viewer, [item], before);
    if (this.isDue(inbox)) this.look(viewer);
  }

  private inboxOf(viewer: Viewer): Inbox {
    const known = this.inboxes.get(viewer);
    if (known !== undefined) return known;
    const looks = { isLooking: false, lookAgain: false, looksFailed: 0, looksLater: false };
    const inbox = { viewer, end: -1, ...looks };
    this.inboxes.set(viewer, inbox);
    return inbox;
  }

  /** Never rejects. */
  private async work(inbox: Inbox): Promise<void> {
    const { viewer } = inbox;
    while (inbox.lookAgain && viewer.isHere && this.options.tenure.holds) {
      inbox.lookAgain = false;
      if (!this.isDue(inbox)) continue;
      try {
        await this.catchUp(inbox);
        inbox.looksFailed = 0;
      } catch (error) {
        this.log.debug(`what waits for ${viewer.user} is not known: ${String(error)}`);
        this.lookLater(inbox);
      }
    }
    // At once, not a moment later: the next look must begin its own.
    inbox.isLooking = false;
  }

  /** Soon, and less often the longer it fails; where an owner announces something, at once. */
  private lookLater(inbox: Inbox): void {
    if (inbox.looksLater || this.isStopped) return;
    inbox.looksLater = true;
    const waitMs = Math.min(AGAIN_MS_MAX, AGAIN_MS * 2 ** inbox.looksFailed++);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      inbox.looksLater = false;
      this.look(inbox.viewer);
    }, spread(waitMs));
    this.timers.add(timer);
  }

  private async catchUp(inbox: Inbox): Promise<void> {
    const { viewer } = inbox;
    const after = this.lowest(inbox);
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
    this.stand(inbox, pending);
    this.hand(viewer, items, after);
    if (inbox.lookAgain) inbox.end = -1;
    else if (more && items.length > 0) inbox.lookAgain = true;
  }

  private stand(inbox: Inbox, { waiting, end }: ItemsStanding): void {
    const { viewer } = inbox;
    inbox.end = end;
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
  private isDue(inbox: Inbox): boolean {
    return inbox.end < 0 || this.lowest(inbox) < inbox.end;
  }

  /** Of the terminals that lack items and can take some: what the one handed least was handed last. */
  private lowest({ viewer, end }: Inbox): number {
    const { isImmediate, screens } = viewer;
    const lacking = isImmediate ? screens.filter(({ handed }) => end < 0 || handed < end) : [];
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
