import { type Fact, type JsonObject, openBox } from '@liaison/contracts';
import type { UserKey } from '@liaison/bus';

/**
 * What a row keeps of a fact, word for word: enough to open its box again and read its head. So
 * personal text in rows lies in the very boxes of the log, under the key that erasure destroys.
 */
export type KeptFact = Pick<Fact, 'id' | 'type' | 'subject' | 'revision' | 'data' | 'sealed'>;

/** The parts of a fact that are kept. */
export function keptFact(fact: Fact): KeptFact {
  const { id, type, subject, revision, data, sealed } = fact;
  return { id, type, subject, revision, data, ...(sealed === undefined ? {} : { sealed }) };
}

/** Opens a kept fact's box; throws `BoxDoesNotOpen`. */
export function openKept(kept: KeptFact, key: UserKey): JsonObject | undefined {
  return kept.sealed === undefined ? undefined : openBox(key, kept, kept.sealed);
}
