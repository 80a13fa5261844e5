import { FactDamaged, KeyMissing } from '@liaison/bus';
import { BadFact, BoxDoesNotOpen, type Counter } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { Logger } from '@nestjs/common';

/** What waits for nobody: it fails again tomorrow. */
const FOR_GOOD = [KeyMissing, FactDamaged, BadFact, BoxDoesNotOpen];

/**
 * Users whose own log cannot be read though the key store answers: an alarm for operators, and no
 * reason to keep an event from everybody else.
 */
export class PassedOver {
  readonly #log = new Logger('users');
  /** Said once of each. */
  readonly #said = new Set<UserId>();

  constructor(private readonly counter: Counter) {}

  /** Notes that an event passes a user over; throws the error where it may be another one next time. */
  note(user: UserId, error: unknown): undefined {
    const isForGood = FOR_GOOD.some((kind) => error instanceof kind);
    if (!isForGood || !(error instanceof Error)) throw error;
    this.counter.add({ reason: error.name });
    if (this.#said.has(user)) return undefined;
    this.#said.add(user);
    // Other messages than this one could hold what a box held.
    const why = error instanceof KeyMissing ? error.message : error.name;
    this.#log.error(`events pass ${user} over: ${why}`);
    return undefined;
  }
}
