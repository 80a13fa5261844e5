import { initialAccount } from '../account/state.js';
import { explain } from '../connectability/explain.js';
import type { Explanation, Question } from '../connectability/explanation.js';
import type { Connectability, FactSources, UserFacts } from '../connectability/state.js';
import { initialConsent } from '../consent/state.js';
import { initialProfileHead } from '../profile/state.js';
import { own } from '../records.js';
import { initialTerminal } from '../terminal/state.js';
import { hasEnded } from '../periods/manual.js';
import type { FactId, Instant, ModeId, TerminalId } from '../words.js';
import type { Around, UserAround } from './around.js';

/** What the server believed at an instant, or what was so as the whole log has it. */
export type Past = 'held' | 'true';

/** Terminals whose loss was found later: what is told of them from `since` on is uncertain. */
export interface Uncertain {
  readonly terminals: readonly { readonly terminal: TerminalId; readonly since: Instant }[];
  /** What holds if they were not connected any more. */
  readonly state: Connectability;
}

/**
 * Why the viewer was, or in truth should have been, told what they were. The viewer is taken as a
 * registered user: nobody looks up who they were.
 */
export function explainPast(
  question: Question,
  around: UserAround,
  past: Past,
): Explanation & { readonly uncertain?: Uncertain } {
  const facts = past === 'held' ? heldFacts(around) : trueFacts(around, question.instant);
  const explained = explain(question, (user) => (user === question.target ? facts : anybody));
  const lost = past === 'held' ? [] : lostTerminals(around, facts, question.instant);
  if (lost.length === 0) return explained;
  const without = {
    ...facts,
    terminals: {
      ...facts.terminals,
      ...Object.fromEntries(lost.map(({ terminal }) => [terminal, initialTerminal])),
    },
  };
  const { state } = explain(question, (user) => (user === question.target ? without : anybody));
  return { ...explained, uncertain: { terminals: lost, state } };
}

/** A registered user of whom nothing else is known. */
export const anybody: UserFacts = {
  account: { ...initialAccount, status: 'registered' },
  profiles: { profiles: [], documents: {}, covering: [] },
  terminals: {},
  consents: {},
};

/** The fold of what was recorded up to the instant: heads are folds. */
export function heldFacts(around: UserAround): UserFacts {
  const { account, profiles, uploads, terminals, consents } = around;
  return {
    account: account.last?.head ?? initialAccount,
    profiles: {
      ...(profiles.last?.head ?? initialProfileHead),
      documents: each(uploads, ({ document }) => document),
      covering: profiles.last?.fact.covering ?? [],
    },
    terminals: each(terminals, ({ last }) => last?.head ?? initialTerminal),
    consents: each(consents, ({ last }) => last?.head ?? initialConsent),
    sources: sourcesOf(around),
  };
}

/**
 * As held, and beyond it the boundaries that were due by the instant and recorded later. Ends of
 * grants need none: they lie in the heads with their instants.
 */
export function trueFacts(around: UserAround, instant: Instant): UserFacts {
  const held = heldFacts(around);
  const due = boundariesOf(around.profiles).filter(({ at }) => at <= instant);
  const last = due.at(-1);
  if (last === undefined) return held;
  const { manual, ...profiles } = held.profiles;
  const isOver = manual !== undefined && hasEnded(manual, last.at);
  return {
    ...held,
    profiles: {
      ...profiles,
      ...(manual === undefined || isOver ? {} : { manual }),
      covering: last.covering,
    },
    sources: { ...held.sources, profiles: last.id },
  };
}

/** What a fact says of an instant before it was recorded. */
interface Late {
  readonly at: Instant;
  readonly covering: readonly ModeId[];
  readonly id: FactId;
}

/** Of the facts recorded later, what each settles and what it says of its own instant, oldest first. */
function boundariesOf({ later }: UserAround['profiles']): readonly Late[] {
  return later.flatMap(({ fact, id }) => [
    ...fact.passed.map(({ at, covering }) => ({ at, covering, id })),
    ...(fact.type === 'PeriodsChanged'
      ? [{ at: fact.effectiveAt, covering: fact.covering, id }]
      : []),
  ]);
}

/** Connected as the log has it, and found lost later, last seen at or before the instant. */
function lostTerminals(
  { terminals }: UserAround,
  facts: UserFacts,
  instant: Instant,
): Uncertain['terminals'] {
  return facts.account.terminals.flatMap(({ terminal }) => {
    const around = own(terminals, terminal);
    const since = around && lostSince(around);
    return since !== undefined && since <= instant ? [{ terminal, since }] : [];
  });
}

/** When a terminal was last seen that was connected and whose next fact says it was lost. */
function lostSince({ last, later }: UserAround['terminals'][string]): Instant | undefined {
  const end = later[0]?.fact;
  if (last?.head.connected !== true || end?.type !== 'TerminalDisconnected') return undefined;
  const isFoundLost = end.cause === 'lost' && end.connection === last.head.connection;
  return isFoundLost ? end.lastSeen : undefined;
}

function sourcesOf(around: UserAround): FactSources {
  const { account, profiles, uploads, terminals, consents } = around;
  return {
    ...(account.last === undefined ? {} : { account: account.last.id }),
    ...(profiles.last === undefined ? {} : { profiles: profiles.last.id }),
    uploads: each(uploads, ({ id }) => id),
    terminals: lastIds(terminals),
    consents: lastIds(consents),
  };
}

type Members<T> = Readonly<Record<string, T>>;

function each<T, R>(members: Members<T>, of: (member: T) => R): Members<R> {
  return Object.fromEntries(Object.entries(members).map(([id, member]) => [id, of(member)]));
}

function lastIds(members: Members<Around<unknown, unknown>>): Members<string> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([id, { last }]) => (last ? [[id, last.id]] : [])),
  );
}
