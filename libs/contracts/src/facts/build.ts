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

/**
 * The envelope of a new fact, its id made from its command; to be sealed by whoever has the key.
 * Members stand in canonical order, so that nothing is left to sort.
 */
export function buildFact(parts: FactParts): Fact {
  const { app, type, subject, command, previous, causation } = parts;
  return {
    actor: parts.actor,
    ...(causation === undefined ? {} : { causation }),
    command,
    correlation: parts.correlation,
    data: parts.data,
    id: factId(commandMs(command), subject, command),
    ...(previous === undefined ? {} : { previous }),
    revision: parts.revision,
    source: `/liaison/${app}`,
    specversion: '1.0',
    subject,
    time: parts.time,
    type: wholeType(type, factTypeTable.of(type).version),
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

/**
 * Reads a body found under the subject of the aggregate `name`. Throws `BadFact` where it is no
 * fact, or says that it is another aggregate's. What lies in `data` is for the codec to judge.
 */
export function parseFact(body: string, name: string): Fact {
  const value = parsed(body, name);
  if (!isObject(value) || !isEnvelope(value)) throw new BadFact(`${name}: not an envelope`);
  if (value.subject !== name) {
    throw new BadFact(`${name}: its body says it belongs to ${JSON.stringify(value.subject)}`);
  }
  return value;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every attribute there must be, of the kind it must be. Spelt out: this is on the path of replay. */
function isEnvelope(value: object): value is Fact {
  const fact = value as { readonly [K in keyof Fact]?: unknown };
  return (
    fact.specversion === '1.0' &&
    isObject(fact.data) &&
    Number.isSafeInteger(fact.revision) &&
    typeof fact.id === 'string' &&
    typeof fact.type === 'string' &&
    typeof fact.time === 'string' &&
    isOptionalText(fact.sealed) &&
    isOptionalText(fact.previous) &&
    hasOrigin(fact)
  );
}

const isOptionalText = (value: unknown): boolean =>
  value === undefined || typeof value === 'string';

const hasOrigin = (fact: { readonly [K in keyof Fact]?: unknown }): boolean =>
  typeof fact.source === 'string' &&
  typeof fact.subject === 'string' &&
  typeof fact.command === 'string' &&
  typeof fact.actor === 'string' &&
  typeof fact.correlation === 'string';

function parsed(body: string, name: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new BadFact(`${name}: not JSON`, { cause });
  }
}
