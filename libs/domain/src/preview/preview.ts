import { type Account, initialAccount } from '../account/state.js';
import { explain } from '../connectability/explain.js';
import type { Explanation } from '../connectability/explanation.js';
import type { Connectability, UserFacts } from '../connectability/state.js';
import { coverage } from '../connectability/walk.js';
import { initialConsent, type Consent } from '../consent/state.js';
import { boundariesBetween } from '../periods/boundaries.js';
import { coveringAt } from '../periods/covering.js';
import type { ProfileDocument } from '../profile/document.js';
import { own } from '../records.js';
import type { Instant, ModeId, UserId } from '../words.js';
import { type ClockChange, clockChanges } from './clock-changes.js';

/** Periods one preview may have, those of all its timelines together. */
export const PREVIEW_PERIODS_MAX = 4000;
/** JSON of one preview: a message of the bus, 256 KiB, has to hold it with what stands around it. */
export const PREVIEW_BYTES_MAX = 240 * 1024;
/** Periods differ in length: one shorter preview may not be short enough, or not one period is. */
const TRIES_MAX = 8;
const SAFE_SHARE = 0.95;

/** A draft, and for whom and which days its effect is asked. */
export interface Draft {
  readonly owner: UserId;
  readonly document: ProfileDocument;
  readonly viewers: readonly UserId[];
  /** The owner's consents as they are now, by viewer. */
  readonly consents: Readonly<Record<UserId, Consent>>;
  readonly from: Instant;
  readonly to: Instant;
}

/** Half open, as every period. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Which modes' rules cover. */
export interface CoveredPeriod extends Span {
  readonly covering: readonly ModeId[];
  /** The rules of several modes cover. */
  readonly overlap?: true;
  /** No rule covers: the default mode stands in. */
  readonly hole?: true;
}

/** What a viewer would be told, the line of the rule that says so, and the mode that decides. */
export interface ToldPeriod extends Span {
  readonly state: Connectability;
  readonly line: Explanation['line'];
  readonly mode?: ModeId;
}

/** What would hold if the draft were active, nothing activated by hand, and a terminal connected. */
export interface Preview {
  readonly periods: readonly CoveredPeriod[];
  readonly clockChanges: readonly ClockChange[];
  /** Viewers who would be told the same stand together, in the order they were asked for. */
  readonly timelines: readonly {
    readonly viewers: readonly UserId[];
    readonly timeline: readonly ToldPeriod[];
  }[];
}

/**
 * What a draft would tell its viewers, by the rule of connectability itself; `too-long`: it would
 * have more periods than one answer may, or not fit into its bytes.
 */
export function preview(draft: Draft): Preview | 'too-long' {
  const found = worked(draft);
  return found === undefined || bytesOf(found) > PREVIEW_BYTES_MAX ? 'too-long' : found;
}

/**
 * The same for as long, until `to`, as one answer can tell of. `too-long`: so many viewers would be
 * told something different that not even one period fits.
 */
export function previewAsFar(draft: Draft): (Preview & Pick<Span, 'to'>) | 'too-long' {
  let now = fitting(draft);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const found = worked(now);
    if (found === undefined) break;
    const share = (SAFE_SHARE * PREVIEW_BYTES_MAX) / bytesOf(found);
    if (share >= SAFE_SHARE) return { ...found, to: now.to };
    const { length } = found.periods;
    const next = found.periods[Math.max(1, Math.floor(share * length))];
    if (next === undefined) break;
    now = { ...now, to: next.from };
  }
  return 'too-long';
}

/** The draft with its end at the last boundary, at most, up to which it has not too many periods. */
function fitting(draft: Draft): Draft {
  const { document, from, to } = draft;
  const timelines = grouped(draft, [...new Set(draft.viewers)]).size;
  /* A grant may end in each. */
  const most = Math.floor((PREVIEW_PERIODS_MAX - timelines) / (timelines + 1));
  if (most < 1) return draft;
  const boundaries = boundariesBetween(document, from, to, most + 1);
  const end = boundaries.filter(({ at }) => at > from)[most - 1];
  return end === undefined ? draft : { ...draft, to: end.at };
}

function worked(draft: Draft): Preview | undefined {
  const { document, from, to, viewers } = draft;
  const boundaries = boundariesBetween(document, from, to, PREVIEW_PERIODS_MAX + 1);
  const periods = coveredPeriods(draft, boundaries);
  const groups = [...grouped(draft, [...new Set(viewers)]).values()];
  const starts = (group: readonly UserId[]) => startsFor(draft, periods, group[0] ?? '');
  const asked = groups.reduce((sum, group) => sum + starts(group).length, periods.length);
  if (asked > PREVIEW_PERIODS_MAX) return undefined;
  return {
    periods,
    clockChanges: clockChanges(document.zone, from, to),
    timelines: groups.map((group) => ({
      viewers: group,
      timeline: timeline(draft, group[0] ?? '', starts(group)),
    })),
  };
}

/** No id holds a character of more than one byte. */
function bytesOf(found: Preview): number {
  return JSON.stringify(found).length;
}

type Boundaries = ReturnType<typeof boundariesBetween>;

function coveredPeriods(draft: Draft, boundaries: Boundaries): readonly CoveredPeriod[] {
  const { document, from, to } = draft;
  const later = boundaries.filter(({ at }) => at > from);
  const starts = [{ at: from, covers: coveringAt(document, from) }, ...later];
  return starts.map(({ at, covers }, index) => ({
    from: at,
    to: starts[index + 1]?.at ?? to,
    covering: covers,
    ...(covers.length > 1 ? { overlap: true as const } : {}),
    ...(covers.length === 0 ? { hole: true as const } : {}),
  }));
}

/** Viewers of whom the draft and the consents know nothing different are told the same. */
function grouped(draft: Draft, viewers: readonly UserId[]): ReadonlyMap<string, UserId[]> {
  const groups = new Map<string, UserId[]>();
  for (const viewer of viewers) {
    const { grant, blocked } = consentOf(draft, viewer);
    const places = draft.document.modes.map(({ audience }) => coverage(audience, viewer));
    const oneself = viewer === draft.owner;
    const granted = grant === undefined ? 'no' : (grant.expiresAt ?? 'yes');
    const name = JSON.stringify([places, blocked !== undefined, granted, oneself]);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [viewer]);
    else group.push(viewer);
  }
  return groups;
}

/** What covers changes, or the viewer's grant ends. */
function startsFor(
  draft: Draft,
  periods: readonly CoveredPeriod[],
  viewer: UserId,
): readonly Start[] {
  const starts = periods.map(({ from, covering }) => ({ at: from, covering }));
  const end = consentOf(draft, viewer).grant?.expiresAt;
  if (end === undefined || end <= draft.from || end >= draft.to) return starts;
  if (starts.some(({ at }) => at === end)) return starts;
  const during = starts.findLast(({ at }) => at < end);
  return [...starts, { at: end, covering: during?.covering ?? [] }].sort((a, b) =>
    a.at < b.at ? -1 : 1,
  );
}

interface Start {
  readonly at: Instant;
  readonly covering: readonly ModeId[];
}

function timeline(draft: Draft, viewer: UserId, starts: readonly Start[]): readonly ToldPeriod[] {
  const told: ToldPeriod[] = [];
  for (const [index, { at, covering }] of starts.entries()) {
    const to = starts[index + 1]?.at ?? draft.to;
    const facts = ifActive(draft, covering);
    const question = { viewer, target: draft.owner, instant: at };
    const { state, line, mode } = explain(question, (user) =>
      user === draft.owner ? facts : registered,
    );
    const last = told.at(-1);
    if (last && last.state === state && last.line === line && last.mode === mode) {
      told[told.length - 1] = { ...last, to };
    } else {
      told.push({ from: at, to, state, line, ...(mode === undefined ? {} : { mode }) });
    }
  }
  return told;
}

const account: Account = {
  ...initialAccount,
  status: 'registered',
  terminals: [{ terminal: 'any', kind: 'phone', label: '' }],
};
const connected = { connected: true, connection: '', gateway: '', network: 'websocket' } as const;
const registered: UserFacts = {
  account,
  profiles: { profiles: [], documents: {}, covering: [] },
  terminals: { any: connected },
  consents: {},
};

function ifActive({ document, consents }: Draft, covering: readonly ModeId[]): UserFacts {
  const { profile } = document;
  const profiles = {
    active: profile,
    profiles: [{ profile, version: 1, bytes: 0 }],
    documents: { [profile]: document },
    covering,
  };
  return { ...registered, profiles, consents };
}

function consentOf(draft: Draft, viewer: UserId): Consent {
  return own(draft.consents, viewer) ?? initialConsent;
}
