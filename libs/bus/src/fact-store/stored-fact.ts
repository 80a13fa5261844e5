import { BadFact, type EngineTimes, type Fact, parseFact } from '@liaison/contracts';
import type { Instant } from '@liaison/domain';
import { FactDamaged } from '../errors.js';
import type { StoredMessage } from '../stored/stored-message.js';
import type { Target } from './target.js';

/** Sequence of the fact before (a hint, confirmed by the body's `previous`). */
export const PREVIOUS_HEADER = 'Liaison-Previous';
/** Sequences of the uploads a profile's head names; 0: this fact itself. */
export const DOCUMENTS_HEADER = 'Liaison-Documents';
export const TYPE_HEADER = 'Liaison-Type';

/** A fact as it lies in the log, its box still shut. */
export interface StoredFact {
  readonly envelope: Fact;
  readonly sequence: number;
  /** The server's timestamp, by our clock. */
  readonly recorded: Instant;
  readonly previousSequence: number | undefined;
  readonly documents: readonly number[];
  readonly bytes: number;
}

/**
 * Reads a message of an aggregate's subject; throws `FactDamaged` where it is no fact or says that it
 * belongs elsewhere.
 */
export function storedFact(target: Target, message: StoredMessage, times: EngineTimes): StoredFact {
  const { headers, sequence } = message;
  if (message.subject !== target.subject) {
    throw new FactDamaged(`fact ${sequence} lies on ${message.subject}, not ${target.subject}`);
  }
  return {
    envelope: parse(target, message),
    sequence,
    recorded: new Date(times.fromEngine(Date.parse(message.recorded))).toISOString(),
    previousSequence: positive(headers?.get(PREVIOUS_HEADER)),
    documents: documentsOf(headers?.get(DOCUMENTS_HEADER), sequence),
    bytes: message.body.length,
  };
}

const decoder = new TextDecoder();

function parse(target: Target, message: StoredMessage): Fact {
  try {
    return parseFact(decoder.decode(message.body), target.name);
  } catch (cause) {
    if (!(cause instanceof BadFact)) throw cause;
    throw new FactDamaged(`fact ${message.sequence}: ${cause.message}`, { cause });
  }
}

function positive(text: string | undefined): number | undefined {
  const value = Number.parseInt(text ?? '', 10);
  return value > 0 ? value : undefined;
}

function documentsOf(text: string | undefined, own: number): readonly number[] {
  if (text === undefined || text === '') return [];
  return text.split(',').map((one) => (one === '0' ? own : Number.parseInt(one, 10)));
}
