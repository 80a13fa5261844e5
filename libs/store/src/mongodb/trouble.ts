import { setTimeout as pause } from 'node:timers/promises';

/** How often what is in trouble is tried anew, and how often it is told again. */
const TRY_MS = 2_000;
const SAY_MS = 60_000;

/** What a trouble is looked at with. */
export interface TroubleParts {
  /** Throws why it lasts. */
  tryAnew(): Promise<void>;
  /** What an error says, and what to do. */
  explain(error: unknown): string;
  readonly tell: ((text: string) => void) | undefined;
}

/** Why a store cannot be used, or takes no writes: tried anew until it is over, and told meanwhile. */
export class Trouble {
  /** Undefined: there is none. */
  why: string | undefined;
  private readonly ending = new AbortController();
  private lasting: Promise<void> | undefined;

  constructor(private readonly parts: TroubleParts) {}

  begin(why: string): void {
    this.why = why;
    this.lasting ??= this.last().finally(() => (this.lasting = undefined));
  }

  stop(): void {
    this.ending.abort();
  }

  private async last(): Promise<void> {
    const { signal } = this.ending;
    let told = { why: '', atMs: 0 };
    while (this.why !== undefined && !signal.aborted) {
      if (this.why !== told.why || performance.now() - told.atMs > SAY_MS) {
        told = { why: this.why, atMs: performance.now() };
        this.parts.tell?.(this.why);
      }
      await pause(TRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) this.why = await this.triedAnew();
    }
  }

  private triedAnew(): Promise<string | undefined> {
    return this.parts.tryAnew().then(
      () => undefined,
      (error: unknown) => this.parts.explain(error),
    );
  }
}
