import type { Counter } from '@liaison/contracts';
import type { CommandMessage } from './answer.js';

/** What a command came to, as counted. */
export type CommandOutcome = 'accepted' | 'unchanged' | 'refused' | 'unknown' | 'forwarded';

/** A handler as Nest hands it over: it resolves to an answer, or to an Observable that errors. */
export type NestHandler = (request: unknown, message: CommandMessage) => Promise<unknown>;

/** One verb of an app: who handles it, and how often it was called. */
export class Endpoint {
  requests = 0;
  errors = 0;
  lastError = '';
  processingNs = 0;
  private readonly labels: Readonly<Record<CommandOutcome, Readonly<Record<string, string>>>>;

  constructor(
    readonly verb: string,
    readonly handle: NestHandler,
    private readonly counter: Counter,
  ) {
    const label = (outcome: CommandOutcome) => ({ verb, outcome });
    this.labels = {
      accepted: label('accepted'),
      unchanged: label('unchanged'),
      refused: label('refused'),
      unknown: label('unknown'),
      forwarded: label('forwarded'),
    };
  }

  /** `beganMs` by `performance.now()`. */
  count(outcome: CommandOutcome, beganMs: number): void {
    this.requests++;
    this.processingNs += Math.round((performance.now() - beganMs) * 1e6);
    this.counter.add(this.labels[outcome]);
  }

  failed(error: unknown): void {
    this.errors++;
    this.lastError = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
