import { LineCut, QueueFull, Refused } from './errors.js';
import type { Line } from './line.js';
import { type MethodName, type Params, type Result, afterCut } from './protocol/methods.js';

/** How often a request is sent whose outcome the server does not know either. */
const SENT_MAX = 4;

interface Asked {
  readonly method: MethodName;
  params: object;
  sent: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests until they are answered: over as many lines as it takes, at most so many at once. */
export class Outbox {
  private readonly waiting = new Set<Asked>();
  private line: Line | undefined;

  /** `command` makes ids of commands; `pause` waits before the nth repetition. */
  constructor(
    private readonly queueMax: number,
    private readonly command: () => string,
    private readonly pause: (attempt: number) => Promise<void>,
  ) {}

  /** Rejects with `QueueFull`, `Refused`, `LineCut` (not to be repeated), or what `fail` was given. */
  ask<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.waiting.size >= this.queueMax) return Promise.reject(new QueueFull(this.queueMax));
    return new Promise<Result<M>>((resolve, reject) => {
      const settle = (result: unknown): void => resolve(result as Result<M>);
      const asked = { method, params, sent: 0, resolve: settle, reject };
      this.waiting.add(asked);
      if (this.line !== undefined) void this.send(asked, this.line);
    });
  }

  /** Sends everything that waits, in the order it was asked. */
  attach(line: Line): void {
    this.line = line;
    for (const asked of this.waiting) void this.send(asked, line);
  }

  /** The line is gone: what is asked now waits for another. */
  detach(): void {
    this.line = undefined;
  }

  /** There will be no other line. */
  fail(error: Error): void {
    this.line = undefined;
    for (const { reject } of this.waiting) reject(error);
    this.waiting.clear();
  }

  private async send(asked: Asked, line: Line): Promise<void> {
    const after = afterCut[asked.method];
    if (after === 'repeat') asked.params = { command: this.command(), ...asked.params };
    asked.sent++;
    try {
      const result = await line.call(asked.method, asked.params);
      this.waiting.delete(asked);
      asked.resolve(result);
    } catch (error) {
      // It stays, and goes out on the next line.
      if (error instanceof LineCut && after !== 'unknown') return;
      if (!isUnknown(error) || after === 'unknown' || asked.sent >= SENT_MAX) {
        this.waiting.delete(asked);
        asked.reject(error);
        return;
      }
      await this.pause(asked.sent);
      if (this.line === line && this.waiting.has(asked)) await this.send(asked, line);
    }
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Refused && error.code === 'outcome-unknown';
}
