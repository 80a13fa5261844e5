import type { JsMsg } from '@nats-io/jetstream';
import type { Bus } from '../connection.js';
import type { KeyRing } from '../ports.js';
import { keyOwner } from './fact-reading.js';

/** So many facts are looked at before they are folded. */
const AHEAD = 128;

/** Whose keys are asked for, and where. */
export interface KeysAheadParts {
  readonly bus: Pick<Bus, 'subjects'>;
  readonly keys: KeyRing;
}

type Next = IteratorResult<JsMsg, unknown>;

/**
 * Facts as they are read; while `wanted`, the keys of those that follow are fetched meanwhile: folds go
 * one after the other, and each user met for the first time would cost them a call of the key store.
 * What a key cannot be read for is said by who opens the box. Whoever reads ends the reading itself.
 */
export class KeysAhead implements AsyncIterableIterator<JsMsg> {
  private readonly source: AsyncIterator<JsMsg, unknown>;
  private readonly pulled: Promise<Next>[] = [];

  constructor(
    facts: AsyncIterable<JsMsg>,
    private readonly parts: KeysAheadParts,
    private readonly wanted: () => boolean,
  ) {
    this.source = facts[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Next> {
    if (this.wanted()) while (this.pulled.length < AHEAD) this.pulled.push(this.pull());
    return this.pulled.shift() ?? this.source.next();
  }

  /** What was asked of the source is not waited for. */
  return(): Promise<Next> {
    return Promise.resolve({ done: true, value: undefined });
  }

  private pull(): Promise<Next> {
    const next = this.source.next();
    next.then((found) => found.done === true || this.fetch(found.value.subject), ignored);
    return next;
  }

  private fetch(subject: string): void {
    const aggregate = this.parts.bus.subjects.parseFact(subject);
    if (aggregate === undefined) return;
    const user = keyOwner(aggregate);
    const { keys } = this.parts;
    if (keys.cached?.(user) === undefined) void keys.keyOf(user).catch(ignored);
  }
}

const ignored = (): undefined => undefined;
