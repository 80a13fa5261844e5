import { type Bus, type Lag, matchingLags, parkedCounts, projectorLags } from '@liaison/bus';
import { type Finding, failure, fine, warning } from './finding.js';

/** Rows are saved every 2 s, and checkpoints after them. */
const LATE_MS = 10_000;
const STUCK_MS = 60_000;
const SECOND_MS = 1_000;
/** Partitions or senders named of those that are behind. */
const NAMED_MAX = 4;

/** How far projectors are behind their logs, and what they could not take. `engineMs`: its clock now. */
export async function lagsOf(bus: Bus, engineMs: number): Promise<readonly Finding[]> {
  const [projector, matching, parked] = await Promise.all([
    projectorLags(bus),
    matchingLags(bus),
    parkedCounts(bus),
  ]);
  return [
    judgedLags('availability', projector, engineMs),
    judgedLags('notification', matching, engineMs),
    judgedParked(parked),
  ];
}

/** One finding for all that one reader reads. */
export function judgedLags(reader: string, lags: readonly Lag[], engineMs: number): Finding {
  const late = lags
    .map(({ of, waitingSinceMs }) => ({ of, ms: engineMs - (waitingSinceMs ?? engineMs) }))
    .filter(({ ms }) => ms > LATE_MS)
    .toSorted((a, b) => b.ms - a.ms);
  const longest = late[0]?.ms ?? 0;
  if (longest === 0) return fine('lags', `${reader} is through all of ${lags.length} logs`);
  const named = late.slice(0, NAMED_MAX).map(({ of, ms }) => `${of} for ${seconds(ms)} s`);
  const rest = late.length > NAMED_MAX ? ` and ${late.length - NAMED_MAX} more` : '';
  const message = `${reader} is behind: ${named.join(', ')}${rest}`;
  if (longest <= STUCK_MS) {
    return warning('lags', message, 'look again in a minute; if it grows, start another replica');
  }
  return failure('lags', message, `see that ${reader} runs, and what its log says`);
}

const seconds = (ms: number): string => String(Math.round(ms / SECOND_MS));

/** What projectors could not fold stays unfolded until somebody looks. */
export function judgedParked(counts: ReadonlyMap<string, number>): Finding {
  const parked = [...counts].filter(([about]) => about.startsWith('projector.'));
  if (parked.length === 0) return fine('lags', 'no fact was parked by a projector');
  const said = parked.map(([about, count]) => `${about.slice('projector.'.length)} ${count}`);
  return warning(
    'lags',
    `facts that could not be folded lie in PARKED: ${said.join(', ')}`,
    'read their reasons (`nats stream view PARKED`); whom they are about is told unknown meanwhile',
  );
}
