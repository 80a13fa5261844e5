import { type Bus, askOwner, listen } from '@liaison/bus';
import type { ItemsAnnounced, SelfDocument } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import type { Viewer } from './viewer.js';

/** How long SELF is asked for before it is given up: longer than a partition changes its owner. */
const PATIENCE_MS = 15_000;
/** Questions at once, where everybody is asked about. */
const ASKED_AT_ONCE_MAX = 64;

type Heard = (viewer: Viewer, self: SelfDocument) => void;

/**
 * Follows SELF of the users with terminals here: asked for once, then announced by the partition's
 * owner; asked for again where an announcement is missing or comes from another owner.
 */
export class Selves {
  private readonly log = new Logger('selves');
  private readonly stopping = new AbortController();

  constructor(
    private readonly bus: Bus,
    private readonly heard: Heard,
    /** What waits for the user, told among the announcements of SELF. */
    private readonly items: (viewer: Viewer, told: ItemsAnnounced) => void,
  ) {}

  follow(viewer: Viewer): void {
    const subject = this.bus.subjects.self(viewer.user);
    viewer.listening = listen(this.bus, subject, ({ data }) => this.announced(viewer, data));
  }

  unfollow(viewer: Viewer): void {
    viewer.listening?.unsubscribe();
    viewer.listening = undefined;
  }

  /** Resolves when what the viewer holds includes this FACTS sequence; throws `OwnerAway`. */
  async atLeast(viewer: Viewer, sequence: number): Promise<void> {
    while (viewer.source < sequence) await this.ask(viewer, sequence);
  }

  /** Asks about all of them again, whatever is held. */
  async askAll(viewers: Iterable<Viewer>): Promise<void> {
    const waiting = [...viewers];
    const worker = async (): Promise<void> => {
      for (let viewer = waiting.pop(); viewer !== undefined; viewer = waiting.pop()) {
        await this.askAgain(viewer);
      }
    };
    const workers = Math.min(ASKED_AT_ONCE_MAX, waiting.length);
    await Promise.all(Array.from({ length: workers }, worker));
  }

  stop(): void {
    this.stopping.abort();
  }

  private announced(viewer: Viewer, data: Uint8Array): void {
    const told = JSON.parse(Buffer.from(data).toString()) as SelfDocument | ItemsAnnounced;
    if ('waiting' in told) this.items(viewer, told);
    else this.announcedSelf(viewer, told);
  }

  private announcedSelf(viewer: Viewer, self: SelfDocument): void {
    if (viewer.count < 0) {
      // The first question is on its way; most likely its answer knows this too.
      viewer.heardOf = Math.max(viewer.heardOf, self.n);
      return;
    }
    const isSameOwner = self.owner === viewer.owner;
    if (isSameOwner && self.n <= viewer.count) return;
    const isNext = isSameOwner && self.n === viewer.count + 1;
    // Of another owner it is not known whether it still is one: only an answer counts.
    if (isSameOwner && self.src >= viewer.source) this.adopt(viewer, self);
    if (!isNext) void this.askAgain(viewer);
  }

  /** Begins a question after the one that may be on its way. */
  private async askAgain(viewer: Viewer): Promise<void> {
    try {
      await viewer.asking;
    } catch {
      // Whoever began it was told; this one begins its own.
    }
    if (!viewer.isHere || this.stopping.signal.aborted) return;
    // What is held stays until the lease ends or a later question is answered.
    await this.ask(viewer, viewer.source).catch((error: unknown) => this.log.warn(String(error)));
  }

  private ask(viewer: Viewer, atLeast: number): Promise<void> {
    return (viewer.asking ??= this.question(viewer, atLeast));
  }

  private async question(viewer: Viewer, atLeast: number): Promise<void> {
    try {
      const self = await this.fromOwner(viewer.user, Math.max(0, atLeast));
      const isOld = self.owner === viewer.owner && self.n < viewer.count;
      if (!isOld && self.src >= viewer.source) this.adopt(viewer, self);
      if (viewer.heardOf > self.n) void this.askAgain(viewer);
      viewer.heardOf = -1;
    } finally {
      viewer.asking = undefined;
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

  private adopt(viewer: Viewer, self: SelfDocument): void {
    viewer.owner = self.owner;
    viewer.count = self.n;
    viewer.source = self.src;
    this.heard(viewer, self);
  }
}
