import { Random } from '../random.js';
import { GHOST, USERS } from './step.js';

const DAY_MS = 86_400_000;
const WEEKS = 60;
const LOCAL_CHARS = 'YYYY-MM-DDTHH:mm'.length;
const YEAR_DAYS = 366;
const MODES = ['office', 'away', 'desk', 'quiet'];
const STATES = ['available', 'available', 'not-available', 'transfer', 'unknown'];
const NOTIFICATIONS = ['immediate', 'immediate', 'deferred', 'on-request', 'silent'];

export type NotificationMode = 'immediate' | 'deferred' | 'on-request' | 'silent';

interface Rule {
  readonly start: string;
  readonly end: string;
  readonly recur?: 'FREQ=WEEKLY';
}

/** A mode as it is uploaded. */
export interface UploadedMode {
  readonly mode: string;
  readonly order: number;
  readonly availability: { readonly state: string; readonly number?: string };
  readonly audience: object;
  readonly notification: NotificationMode;
  readonly transferTerminal?: string;
  readonly rules?: readonly Rule[];
}

/** A profile document as it is uploaded; its zone is that of UTC, all the year. */
export interface Uploaded {
  readonly profile: string;
  readonly label: string;
  readonly zone: string;
  readonly contacts: readonly string[];
  readonly authorisation: 'open' | 'required';
  readonly defaultMode: string;
  readonly modes: readonly UploadedMode[];
}

/** What a document is made for. */
interface About {
  readonly profile: string;
  readonly terminals: readonly string[];
  /** When the run did, ms since the epoch. */
  readonly began: number;
  /** At this instant a rule of its begins. */
  readonly begins: number | undefined;
}

/** A valid document. But for `begins` no rule begins or ends within two days of the run. */
export function documentOf(seed: number, about: About): Uploaded {
  const random = new Random(seed);
  const used = MODES.filter((_, n) => n === 0 || random.chance(60));
  const orders = used.map((_, n) => n + 1).toSorted(() => random.below(3) - 1);
  const modes = used
    .map((mode, n) => modeOf(random, { mode, order: orders[n] ?? 0 }, about))
    .map((mode, n) => (n === 0 ? beginning(mode, about) : mode));
  return {
    profile: about.profile,
    label: `label ${random.below(5)}`,
    zone: 'Africa/Abidjan',
    contacts: [...random.some(USERS, 35), ...random.some([GHOST], 20)],
    authorisation: random.chance(35) ? 'required' : 'open',
    defaultMode: random.pick(used),
    modes,
  };
}

function modeOf(
  random: Random,
  named: Pick<UploadedMode, 'mode' | 'order'>,
  { terminals, began }: About,
): UploadedMode {
  const state = random.pick(STATES);
  const number = state === 'transfer' ? { number: '+33140000000' } : {};
  const rules = random.chance(30) ? { rules: [rule(random, began)] } : {};
  const isNamed = random.chance(25) && terminals.length > 0;
  return {
    ...named,
    availability: { state, ...number },
    audience: audience(random),
    notification: random.pick(NOTIFICATIONS) as NotificationMode,
    ...(isNamed ? { transferTerminal: random.pick(terminals) } : {}),
    ...rules,
  };
}

/** Whatever else it had: its rule begins at the instant that is asked for. */
function beginning(mode: UploadedMode, { began, begins }: About): UploadedMode {
  if (begins === undefined) return mode;
  const start = new Date(begins).toISOString().slice(0, LOCAL_CHARS);
  return { ...mode, rules: [{ start, end: dayFrom(began, 10) }] };
}

function audience(random: Random): object {
  const kind = random.below(5);
  if (kind < 2) return { everyone: true };
  // Sets come back sorted.
  if (kind === 2) return { except: random.some(USERS, 30).toSorted() };
  return { only: random.some(USERS, 50).toSorted(), ...(kind === 3 ? { others: 'next' } : {}) };
}

/** One that covers the whole run, one that begins long after it, or one that comes back weekly. */
function rule(random: Random, began: number): Rule {
  const day = (away: number): string => dayFrom(began, away);
  const kind = random.below(3);
  if (kind === 0) return { start: day(-3), end: day(10 + random.below(3)) };
  const start = 4 + random.below(3);
  const span = { start: day(start), end: day(start + 2) };
  return kind === 1 ? span : { ...span, recur: 'FREQ=WEEKLY' };
}

const dayFrom = (began: number, days: number): string =>
  `${new Date(began + days * DAY_MS).toISOString().slice(0, 10)}T12:00`;

type Rules = Pick<Uploaded, 'modes' | 'defaultMode'>;

export const hasRules = ({ modes }: Rules): boolean =>
  modes.some(({ rules }) => (rules?.length ?? 0) > 0);

/** Modes whose rules cover this instant, by `order`. */
export function coveringAt({ modes }: Rules, ms: number): string[] {
  const covers = ({ rules = [] }: UploadedMode): boolean =>
    rules.some((one) => periodsOf(one).some(([start, end]) => start <= ms && ms < end));
  return modes
    .filter(covers)
    .toSorted((a, b) => a.order - b.order)
    .map(({ mode }) => mode);
}

/** The first later instant at which another mode comes first by rules and default; else undefined. */
export function nextChange(document: Rules, ms: number): string | undefined {
  const first = (at: number): string => coveringAt(document, at)[0] ?? document.defaultMode;
  const edges = document.modes
    .flatMap(({ rules = [] }) => rules.flatMap((one) => periodsOf(one).flat()))
    .filter((edge) => edge > ms && edge <= ms + YEAR_DAYS * DAY_MS)
    .toSorted((a, b) => a - b);
  const change = edges.find((edge) => first(edge) !== first(ms));
  return change === undefined ? undefined : new Date(change).toISOString();
}

function periodsOf({ start, end, recur }: Rule): (readonly [number, number])[] {
  const [from, to] = [Date.parse(`${start}:00Z`), Date.parse(`${end}:00Z`)];
  return Array.from({ length: recur === undefined ? 1 : WEEKS }, (_, week) => {
    const later = week * 7 * DAY_MS;
    return [from + later, to + later] as const;
  });
}
