import type { JsMsg } from '@nats-io/jetstream';
import type { Bus } from '../connection.js';
import type { KeyRing } from '../ports.js';
import { keyOwner } from './fact-reading.js';

/** So many facts are looked at before they are folded. */
const AHEAD = 128;

/**
 * Yields facts as they are read, and fetches the keys of those that follow meanwhile: folds go one
 * after the other, and each user met for the first time would cost them a call of the key store.
 * `wanted` says whether that is worth while. What a key cannot be read for is said by who opens the box.
 */
export async function* keysAhead(
  messages: AsyncIterable<JsMsg>,
  { bus, keys }: { readonly bus: Pick<Bus, 'subjects'>; readonly keys: KeyRing },
  wanted: () => boolean,
): AsyncGenerator<JsMsg, void, undefined> {
  const source = messages[Symbol.asyncIterator]();
  const fetch = (result: IteratorResult<JsMsg, unknown>): void => {
    if (result.done === true || !wanted()) return;
    const aggregate = bus.subjects.parseFact(result.value.subject);
    if (aggregate === undefined) return;
    const user = keyOwner(aggregate);
    if (keys.cached?.(user) === undefined) void keys.keyOf(user).catch(ignored);
  };
  const pull = (): Promise<IteratorResult<JsMsg, unknown>> => {
    const next = source.next();
    next.then(fetch, ignored);
    return next;
  };
  const pulled = Array.from({ length: AHEAD }, pull);
  for (let next = pulled.shift(); next !== undefined; next = pulled.shift()) {
    const result = await next;
    if (result.done === true) return;
    pulled.push(pull());
    yield result.value;
  }
}

const ignored = (): undefined => undefined;
