import type { ObjectSchema, Schema } from '../schema/schema.js';
import { integer, object, pattern, word } from '../schema/schema.js';
import { factId, instant } from '../schema/words.js';
import { ID_CHARS_MAX, USER_ID_CHARS_MAX } from '../tokens.js';
import { UUID_V7_PATTERN } from '../ids.js';
import { SEALED_PATTERN } from './box.js';
import { factTypes } from './catalogue.js';
import { UnknownFactType } from './errors.js';
import { type FactType, wholeType } from './fact-type.js';

const token = (charsMax: number): string => `[A-Za-z0-9][A-Za-z0-9_-]{0,${charsMax - 1}}`;
const USER = token(USER_ID_CHARS_MAX);
const ID = token(ID_CHARS_MAX);

/** Characters of the longest correlation id, causation and trigger command. */
const REFERENCE_CHARS_MAX = 128;
const reference = pattern('^[A-Za-z0-9][A-Za-z0-9:._-]*$', REFERENCE_CHARS_MAX);

/** A UUIDv7, or one of our own triggers, `boundary:<instant>`. */
const command = pattern(
  `${UUID_V7_PATTERN}|^(boundary|expire|lost|kick|erase|match|park):[A-Za-z0-9:._-]+$`,
  REFERENCE_CHARS_MAX,
);
/** An operator is called as on their machine, which may have dots. */
const OPERATOR = '[A-Za-z0-9_][A-Za-z0-9._-]{0,63}';
/** A user names the terminal too, once there is one. */
const actor = pattern(`^(user/${USER}(/${USER})?|service/${ID}|operator/${OPERATOR}|app/${ID})$`);

const NAMES: Readonly<Record<string, string>> = {
  account: `^account\\.${USER}$`,
  profile: `^profile\\.${USER}$`,
  terminal: `^terminal\\.${USER}\\.${USER}$`,
  consent: `^consent\\.${USER}\\.${USER}$`,
  selection: `^selection\\.${USER}$`,
  registry: `^registry\\.${ID}$`,
  'service-account': `^service-account\\.${ID}$`,
  matched: `^matched\\.${ID}$`,
  delivery: `^delivery\\.${ID}$`,
  inbox: `^inbox\\.${USER}$`,
};

function schemaOf(type: FactType): ObjectSchema {
  const whole = wholeType(type.type, type.version);
  const required = {
    specversion: word('1.0'),
    id: factId,
    source: pattern(`^/liaison/${ID}$`),
    type: word(whole),
    subject: pattern(NAMES[type.kind] ?? `^${ID}$`),
    time: instant,
    revision: integer(1),
    command,
    actor,
    correlation: reference,
    data: type.data as Schema,
    ...(type.box === undefined ? {} : { sealed: pattern(SEALED_PATTERN) }),
  };
  return {
    ...object(required, { previous: factId, causation: reference }),
    title: whole,
    anyOf: [
      { properties: { revision: integer(1, 1), previous: false } },
      { properties: { revision: integer(2) }, required: ['previous'] },
    ],
  };
}

/** A closed JSON Schema for each type of fact, by its whole type. */
export const factSchemas: ReadonlyMap<string, ObjectSchema> = new Map(
  factTypes.map((type) => [wholeType(type.type, type.version), schemaOf(type)]),
);

/** The schemas of the boxes, by the fact's whole type, for the facts that have one. */
export const boxSchemas: ReadonlyMap<string, ObjectSchema> = new Map(
  factTypes.flatMap((type) =>
    type.box === undefined ? [] : [[wholeType(type.type, type.version), type.box]],
  ),
);

/** The schema of a fact as stored, by its whole type; throws `UnknownFactType`. */
export function factSchemaOf(whole: string): ObjectSchema {
  const schema = factSchemas.get(whole);
  if (schema === undefined) throw new UnknownFactType(whole);
  return schema;
}
