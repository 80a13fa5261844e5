import type { FactId, Instant } from '@liaison/domain';
import { canonicalJson } from '../canonical-json.js';
import { commandMs, factId } from '../ids.js';
import { factTypeTable } from './catalogue.js';
import type { Fact, JsonObject } from './envelope.js';
import { BadFact } from './errors.js';
import { wholeType } from './fact-type.js';

/** What an app knows of a fact it is about to append. */
export interface FactParts {
  /** The app's name: `availability`. */
  readonly app: string;
  /** `profile.mode-activated`, as a codec's `encode` answers it. */
  readonly type: string;
  /** The aggregate's name: `profile.alice`. */
  readonly subject: string;
  readonly time: Instant;
  readonly revision: number;
  /** The id of the fact before; absent: this is the first. */
  readonly previous?: FactId | undefined;
  readonly command: string;
  readonly actor: string;
  readonly causation?: string | undefined;
  readonly correlation: string;
  readonly data: JsonObject;
}

/** The envelope of a new fact, its id made from its command; to be sealed by whoever has the key. */
export function buildFact(parts: FactParts): Fact {
  const { app, type, previous, causation, ...same } = parts;
  return {
    specversion: '1.0',
    source: `/liaison/${app}`,
    type: wholeType(type, factTypeTable.of(type).version),
    id: factId(commandMs(parts.command), parts.subject, parts.command),
    ...same,
    ...(previous === undefined ? {} : { previous }),
    ...(causation === undefined ? {} : { causation }),
  };
}

/** The body as stored: canonical JSON. */
export function encodeFact(fact: Fact): string {
  return canonicalJson(fact);
}

/** Largest body of a fact in bytes, by its whole type. */
export function factBytesMaxOf(whole: string): number {
  return factTypeTable.ofWhole(whole).bytesMax;
}

const TEXTS = ['id', 'source', 'type', 'subject', 'time', 'command', 'actor', 'correlation'];

/**
 * Reads a body found under the subject of the aggregate `name`. Throws `BadFact` where it is no
 * fact, or says that it is another aggregate's. What lies in `data` is for the codec to judge.
 */
export function parseFact(body: string, name: string): Fact {
  const fact = envelope(body, name);
  for (const member of TEXTS) {
    if (typeof fact[member] !== 'string') throw new BadFact(`${name}: ${member} is missing`);
  }
  const sealed = fact['sealed'];
  if (sealed !== undefined && typeof sealed !== 'string') throw new BadFact(`${name}: no box`);
  if (fact['specversion'] !== '1.0') throw new BadFact(`${name}: not CloudEvents 1.0`);
  if (!Number.isSafeInteger(fact['revision'])) throw new BadFact(`${name}: no revision`);
  if (fact['subject'] !== name) {
    throw new BadFact(`${name}: its body says it belongs to ${JSON.stringify(fact['subject'])}`);
  }
  return fact as unknown as Fact;
}

function envelope(body: string, name: string): Record<string, unknown> {
  const value = parsed(body, name);
  const fact = value as Record<string, unknown>;
  if (isObject(value) && isObject(fact['data'])) return fact;
  throw new BadFact(`${name}: not an envelope`);
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(body: string, name: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new BadFact(`${name}: not JSON`, { cause });
  }
}
