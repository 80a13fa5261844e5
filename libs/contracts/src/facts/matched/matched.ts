import {
  EVENT_ID_MAX,
  EVENT_REFUSALS,
  type EventOutcome,
  MATCHED_EVENTS_MAX,
  type MatchedFact,
  RECEIVERS_MAX,
} from '@liaison/domain';
import { integer, list, object, pattern, words } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';
import { openType } from '../open-type.js';

const outcome = words<EventOutcome>(
  'matched',
  'unmatched',
  'repeated',
  ...EVENT_REFUSALS.map((code) => `refused:${code}` as const),
);

const events = list(
  object({
    event: pattern('^[ -~]+$', EVENT_ID_MAX),
    outcome,
    receivers: list(object({ service: id, declaration: integer(1), copy: id }), RECEIVERS_MAX),
    users: integer(),
    silenced: integer(),
  }),
  MATCHED_EVENTS_MAX,
  1,
);

const head = object({ lastSequence: integer(1) });

/** How far the sender's events are matched lies in the head alone. */
const fields: Split<
  Omit<MatchedFact, 'lastSequence'>,
  Pick<MatchedFact, 'events' | 'registrySeq' | 'factsSeq'>,
  unknown
> = {
  open: object({ events, registrySeq: integer(), factsSeq: integer() }),
  sealed: object({}),
};

/** What became of a sender's events: ids alone, open. */
export const matched: FactType = openType(
  { type: 'event.matched', fact: 'EventsMatched', open: fields.open },
  { kind: 'matched', head, bytesMax: factBytesMax.matched },
);
