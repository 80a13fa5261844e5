import {
  AUDIENCE_MAX,
  CONTACTS_MAX,
  DOCUMENT_MAX_BYTES,
  LABEL_MAX,
  MODES_MAX,
  type ProfileDocument,
  RULES_MAX,
} from '@liaison/domain';
import {
  type Schema,
  about,
  integer,
  list,
  object,
  oneOf,
  pattern,
  text,
  word,
  words,
  yes,
} from './schema.js';
import { callNumber, id, terminalId, userId } from './words.js';

/** Characters of the longest IANA zone name there is room for. */
const ZONE_CHARS_MAX = 64;

const localTime = pattern(
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d$',
);

const audience = oneOf(
  object({ everyone: yes }),
  object({ only: list(userId, AUDIENCE_MAX) }, { others: word('next') }),
  object({ except: list(userId, AUDIENCE_MAX) }),
);

const availability = oneOf(
  object({ state: word('available') }),
  object({ state: word('not-available') }),
  object({ state: word('transfer'), number: callNumber }),
  object({ state: word('unknown') }),
);

const rule = object({ start: localTime, end: localTime }, { recur: text(DOCUMENT_MAX_BYTES) });

const mode = object(
  {
    mode: id,
    order: about('Unique in the profile; lowest first', integer()),
    availability,
    audience,
    notification: words('immediate', 'deferred', 'on-request', 'silent'),
  },
  { transferTerminal: terminalId, rules: list(rule, RULES_MAX) },
);

/** A profile document. What a schema cannot say (unique orders, zones, rules) the domain checks. */
export const profileDocument: Schema<ProfileDocument> = object({
  profile: id,
  label: text(LABEL_MAX, 1),
  zone: about('IANA zone name', text(ZONE_CHARS_MAX, 1)),
  contacts: about(
    'Whose connectability the owner wants to see, in this order',
    list(userId, CONTACTS_MAX),
  ),
  authorisation: words('open', 'required'),
  defaultMode: id,
  modes: list(mode, MODES_MAX, 1),
});
