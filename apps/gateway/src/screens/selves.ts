import { type Bus, type Listening, askOwner, listen } from '@liaison/bus';
import type { ItemsAnnounced, SelfDocument } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import type { Viewer } from './viewer.js';

/** How long SELF is asked for before it is given up: longer than a partition changes its owner. */
const PATIENCE_MS = 15_000;
/** Questions at once, where everybody is asked about. */
const ASKED_AT_ONCE_MAX = 64;

/** What was heard of SELF of one user, and how. */
interface Followed {
  readonly viewer: Viewer;
  /** Who said it, and the how manieth it was; -1: nothing yet. */
  owner: string;
  count: number;
  /** The newest announcement before the first answer; -1: none. */
  heardOf: number;
  /** It is being asked for. */
  asking: Promise<void> | undefined;
  listening?: Listening;
}

type Heard = (viewer: Viewer, self: SelfDocument) => void;

/**
 * Follows SELF of the users with terminals here: asked for once, then announced by the partition's
 * owner; asked for again where an announcement is missing or comes from another owner.
 */
export class Selves {
  private readonly log = new Logger('selves');
  private readonly stopping = new AbortController();
  private readonly followed = new WeakMap<Viewer, Followed>();

  constructor(
    private readonly bus: Bus,
    private readonly heard: Heard,
    /** What waits for the user, told among the announcements of SELF. */
    private readonly items: (viewer: Viewer, told: ItemsAnnounced) => void,
  ) {}

  follow(viewer: Viewer): void {
    const subject = this.bus.subjects.self(viewer.user);
    const of: Followed = { viewer, owner: '', count: -1, heardOf: -1, asking: undefined };
    this.followed.set(viewer, of);
    of.listening = listen(this.bus, subject, ({ data }) => this.announced(of, data));
  }

  unfollow(viewer: Viewer): void {
    this.of(viewer).listening?.unsubscribe();
  }

  /** Resolves when what the viewer holds includes this FACTS sequence; throws `OwnerAway`. */
  async atLeast(viewer: Viewer, sequence: number): Promise<void> {
    while (viewer.source < sequence) await this.ask(this.of(viewer), sequence);
  }

  /** Asks about all of them again, whatever is held. */
  async askAll(viewers: Iterable<Viewer>): Promise<void> {
    const waiting = [...viewers];
    const worker = async (): Promise<void> => {
      for (let viewer = waiting.pop(); viewer !== undefined; viewer = waiting.pop()) {
        await this.askAgain(this.of(viewer));
      }
    };
    const workers = Math.min(ASKED_AT_ONCE_MAX, waiting.length);
    await Promise.all(Array.from({ length: workers }, worker));
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Of a viewer that is followed, or was. */
  private of(viewer: Viewer): Followed {
    const of = this.followed.get(viewer);
    if (of === undefined) throw new Error(`${viewer.user} was never followed`);
    return of;
  }

  private announced(of: Followed, data: Uint8Array): void {
    const told = JSON.parse(Buffer.from(data).toString()) as SelfDocument | ItemsAnnounced;
    if ('waiting' in told) this.items(of.viewer, told);
    else this.announcedSelf(of, told);
  }

  private announcedSelf(of: Followed, self: SelfDocument): void {
    if (of.count < 0) {
      // The first question is on its way; most likely its answer knows this too.
      of.heardOf = Math.max(of.heardOf, self.n);
      return;
    }
    const isSameOwner = self.owner === of.owner;
    if (isSameOwner && self.n <= of.count) return;
    const isNext = isSameOwner && self.n === of.count + 1;
    // Of another owner it is not known whether it still is one: only an answer counts.
    if (isSameOwner && self.src >= of.viewer.source) this.adopt(of, self);
    if (!isNext) void this.askAgain(of);
  }

  /** Begins a question after the one that may be on its way. */
  private async askAgain(of: Followed): Promise<void> {
    const { viewer } = of;
    try {
      await of.asking;
    } catch {
      // Whoever began it was told; this one begins its own.
    }
    if (!viewer.isHere || this.stopping.signal.aborted) return;
    // What is held stays until the lease ends or a later question is answered.
    await this.ask(of, viewer.source).catch((error: unknown) => this.log.warn(String(error)));
  }

  private ask(of: Followed, atLeast: number): Promise<void> {
    return (of.asking ??= this.question(of, atLeast));
  }

  private async question(of: Followed, atLeast: number): Promise<void> {
    const { viewer } = of;
    try {
      const self = await this.fromOwner(viewer.user, Math.max(0, atLeast));
      const isOld = self.owner === of.owner && self.n < of.count;
      if (!isOld && self.src >= viewer.source) this.adopt(of, self);
      if (of.heardOf > self.n) void this.askAgain(of);
      of.heardOf = -1;
    } finally {
      of.asking = undefined;
    }
  }

  /** As new as this FACTS sequence. */
  private fromOwner(user: UserId, atLeast: number): Promise<SelfDocument> {
    const question = {
      subject: this.bus.subjects.selfGet(user),
      payload: JSON.stringify({ atLeast }),
      patienceMs: PATIENCE_MS,
      signal: this.stopping.signal,
    };
    return askOwner(this.bus, question, (answer) => {
      const self = JSON.parse(answer) as SelfDocument;
      return self.src >= atLeast ? self : undefined;
    });
  }

  private adopt(of: Followed, self: SelfDocument): void {
    of.owner = self.owner;
    of.count = self.n;
    of.viewer.source = self.src;
    this.heard(of.viewer, self);
  }
}
