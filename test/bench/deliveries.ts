import type { System } from '../harness/system.js';
import { Changes, type Outcome } from './changes.js';
import type { Crowd } from './crowd.js';
import { median } from './measure.js';
import { type Row, row } from './report.js';
import { processesOf } from './site.js';

const RUNS = 3;
const OUTSTANDING = 32;
const CHANGES = 5_000;
const WARM_UP = 1_000;
/** Where P3 is taken; the others show how the cost grows. */
const DEGREE = 20;

/** Closed loops of changes to so many contacts each, everybody connected. */
export interface DegreeCost {
  readonly degree: number;
  readonly outcomes: readonly Outcome[];
  /** Of one delivered change, frame header included. */
  readonly bytes: number;
}

/** Everybody has this many contacts from now on; several runs of 32 changes outstanding. */
export async function costAt(crowd: Crowd, system: System, degree: number): Promise<DegreeCost> {
  await crowd.renewTokens();
  await crowd.activate(degree);
  const load = { processes: processesOf(system), watchers: degree, outstanding: OUTSTANDING };
  await Changes.closed(crowd, { ...load, count: WARM_UP });
  for (const member of crowd.members) member.resetCounts();
  const outcomes: Outcome[] = [];
  for (let run = 0; run < RUNS; run++) {
    outcomes.push(await Changes.closed(crowd, { ...load, count: CHANGES }));
  }
  const sum = (of: 'changes' | 'changeBytes'): number =>
    crowd.members.reduce((total, member) => total + member[of], 0);
  return { degree, outcomes, bytes: sum('changeBytes') / sum('changes') };
}

/** P3 and P9 from the costs of all degrees. */
export function deliveries(costs: readonly DegreeCost[]): Row[] {
  const cost = costs.find(({ degree }) => degree === DEGREE);
  if (cost === undefined) return [];
  const perSecond = cost.outcomes.map(({ deliveries: made, cpuSeconds }) => made / cpuSeconds);
  const wall = cost.outcomes.map(({ deliveries: made, seconds }) => made / seconds);
  const own = cost.outcomes.map((one) => (1e6 * one.ownCpuSeconds) / one.deliveries);
  const id = 'P3';
  const what = `deliveries a server CPU-second, ${OUTSTANDING} changes outstanding`;
  return [
    row({ id, what, unit: '/s', goal: '>= 33000', by: 'rate' }, perSecond),
    row({ id, what: 'deliveries a second of the same runs', unit: '/s', goal: '' }, wall),
    row({ id, what: 'generator CPU a delivery', unit: 'µs', goal: '' }, own),
    row({ id: 'P9', what: 'bytes a delivered change', unit: 'B', goal: '<= 110' }, [cost.bytes]),
  ];
}

/** P7: how the cost of a change grows with its watchers, and with the users of the system. */
export function growth(costs: readonly DegreeCost[], few: DegreeCost | undefined): Row[] {
  const lines = Array.from({ length: RUNS }, (_, run) =>
    line(
      costs.flatMap(({ degree, outcomes }) => {
        const outcome = outcomes[run];
        return outcome === undefined ? [] : [[degree, perChange(outcome)] as const];
      }),
    ),
  );
  const id = 'P7';
  const each = costs.map(({ degree, outcomes }) =>
    row(
      { id, what: `server CPU a change with ${degree} contacts`, unit: 'µs', goal: '' },
      outcomes.map(perChange),
    ),
  );
  const all = costs.find(({ degree }) => degree === DEGREE);
  const perDelivery = ({ outcomes }: DegreeCost): number[] =>
    outcomes.map((one) => (1e6 * one.cpuSeconds) / one.deliveries);
  const grown = 'CPU a delivery, all users beside a fifth of them';
  return [
    ...each,
    row(
      { id, what: 'a of a + b·K', unit: 'µs', goal: '<= 320', by: 'time' },
      lines.map(([a]) => a),
    ),
    row(
      { id, what: 'b of a + b·K', unit: 'µs', goal: '<= 14', by: 'time' },
      lines.map(([, b]) => b),
    ),
    ...(all === undefined || few === undefined
      ? []
      : [
          row(
            { id, what: grown, unit: '×', goal: '<= 1.25' },
            perDelivery(all).map((cost) => cost / median(perDelivery(few))),
          ),
        ]),
  ];
}

function perChange(outcome: Outcome): number {
  return (1e6 * outcome.cpuSeconds) / outcome.changes;
}

/** Least squares: a and b of y = a + b·x. */
function line(points: readonly (readonly [number, number])[]): readonly [number, number] {
  const mean = (at: 0 | 1): number =>
    points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const under = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  const b = over / under;
  return [y - b * x, b];
}
