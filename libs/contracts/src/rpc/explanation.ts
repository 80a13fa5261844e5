import {
  type Explanation,
  MODES_MAX,
  type Past,
  TERMINALS_MAX,
  type Uncertain,
} from '@liaison/domain';
import {
  type ObjectSchema,
  type Schema,
  either,
  flag,
  integer,
  list,
  no,
  object,
  oneOf,
  word,
  words,
  yes,
} from '../schema/schema.js';
import { connectability, factId, id, instant, terminalId, userId } from '../schema/words.js';

/** Facts one explanation can name. */
const FACTS_MAX = 64;
const LINES = 8;

const line = integer(1, LINES) as Schema<Explanation['line']>;
const condition = words(
  'viewer-not-registered',
  'viewer-suspended',
  'viewer-erased',
  'viewer-unreadable',
  'target-not-registered',
  'target-suspended',
  'target-erased',
  'target-unreadable',
  'viewer-is-target',
  'viewer-blocked',
  'no-active-profile',
  'authorisation-required',
  'no-grant-in-force',
  'no-applicable-mode',
  'state-unknown',
  'state-transfer',
  'state-not-available',
  'no-terminal-connected',
  'no-line-before-applies',
);
const unmetLine = oneOf(condition, word('reached'));
const unmetCandidate = words('named-in-only', 'not-named-in-except', 'reached');
const source = words('manual', 'rule', 'default');

/** Terminals found lost later: what holds, and what would without them. */
const uncertain: Schema<Uncertain> = object({
  terminals: list(object({ terminal: terminalId, since: instant }), TERMINALS_MAX, 1),
  state: connectability,
});

/** An explanation, and of an instant that is over: which, read how. */
export type Explained = Explanation & {
  readonly viewer: string;
  readonly at?: string;
  readonly past?: Past;
  readonly uncertain?: Uncertain;
};

/** Why the own state is, or was, what it is, as a viewer sees it (`explain`). */
const explanation: ObjectSchema<Explained> = object(
  {
    viewer: userId,
    state: connectability,
    line,
    because: condition,
    lines: list(object({ line, unmet: unmetLine }), LINES),
    candidates: list(
      oneOf(
        object({ mode: id, source, applies: yes }),
        object({
          mode: id,
          source,
          applies: no,
          unmet: unmetCandidate,
        }),
      ),
      2 * MODES_MAX + 2,
    ),
    facts: list(factId, FACTS_MAX),
  },
  {
    as: line,
    reached: flag,
    profile: id,
    mode: id,
    at: instant,
    past: words('true', 'held'),
    uncertain,
  },
);

/** What the viewer's terminals had been told by then, and when they were. */
const shown = object({
  viewer: userId,
  past: word('shown'),
  at: instant,
  state: connectability,
  told: instant,
});

/** What `explain` answers. */
export const explained = either(explanation, shown);
