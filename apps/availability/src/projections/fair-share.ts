import { setImmediate as turn } from 'node:timers/promises';

/** Long work keeps the event loop no longer than this at once: leases are renewed in between. */
const SHARE_MS = 10;

/** Shared by all who have long work to do in pieces: together they leave the event loop its turns. */
export class FairShare {
  private begunMs = performance.now();
  private waiting: Promise<void> | undefined;

  /** Awaited before every piece of work; free while the share is not used up. */
  async next(): Promise<void> {
    if (performance.now() - this.begunMs < SHARE_MS) return;
    await (this.waiting ??= this.pause());
  }

  private async pause(): Promise<void> {
    await turn();
    this.begunMs = performance.now();
    this.waiting = undefined;
  }
}
