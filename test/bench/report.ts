import { writeFile } from 'node:fs/promises';
import { machine, median } from './measure.js';

/** One figure: the median of the runs, its spread, and what we want of it. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly spread: readonly [number, number];
  readonly runs: number;
  readonly unit: string;
  /** `<= 360` or `>= 3500`; empty: reported only. */
  readonly goal: string;
  /** Whether the goal is a time (`time`) or how much is done in a time (`rate`); absent: a ratio or a size. */
  readonly by?: 'time' | 'rate';
  /** How much slower this machine was during the run than the one the goals were set on. */
  readonly slowness?: number;
}

/** The median and spread of several runs of one figure. */
export function row(
  about: Pick<Row, 'id' | 'what' | 'unit' | 'goal' | 'by'>,
  values: readonly number[],
): Row {
  const spread = [Math.min(...values), Math.max(...values)] as const;
  return { ...about, value: median(values), spread, runs: values.length };
}

/** What each process has of a cost, over several runs. */
export class Parts {
  private readonly costs = new Map<string, number[]>();

  /** CPU seconds by process, and what makes them the unit of the figure. */
  add(used: ReadonlyMap<string, number>, times: number): void {
    for (const [name, seconds] of used) {
      const costs = this.costs.get(name) ?? [];
      this.costs.set(name, [...costs, times * seconds]);
    }
  }

  rows(id: string, unit: string): Row[] {
    return [...this.costs].map(([name, costs]) =>
      row({ id, what: `of which ${name}`, unit, goal: '' }, costs),
    );
  }
}

/** Does a figure reach its goal, or the goal as it is on a machine so much slower? Undefined: there is none. */
export function reaches(row: Row, slowness = 1): boolean | undefined {
  const [sign, bound] = row.goal.split(' ');
  if (bound === undefined) return undefined;
  const goal = Number(bound) * scaleOf(row, slowness);
  return sign === '<=' ? row.value <= goal : row.value >= goal;
}

function scaleOf({ by }: Row, slowness: number): number {
  if (by === undefined) return 1;
  return by === 'time' ? slowness : 1 / slowness;
}

/** Prints the table as it goes into the README; writes JSON where a file is given. */
export async function report(
  rows: readonly Row[],
  about: Readonly<Record<string, string | number>>,
  file: string | undefined,
): Promise<void> {
  const taken = { ...machine(), ...about };
  console.log(
    Object.entries(taken)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
  );
  console.log(
    '\n| # | figure | median | spread | goal | goal here | |\n|---|---|---|---|---|---|---|',
  );
  for (const row of rows) console.log(line(row));
  if (file === undefined) return;
  await writeFile(file, `${JSON.stringify({ taken, rows }, undefined, 2)}\n`);
}

function line(row: Row): string {
  const spread = row.runs === 1 ? '' : row.spread.map(shown).join(' – ');
  const [sign = '', bound = ''] = row.goal.split(' ');
  const goal = `${sign === '<=' ? '≤' : sign === '>=' ? '≥' : ''} ${bound}`.trim();
  const { slowness = 1 } = row;
  const isScaled = row.by !== undefined && bound !== '';
  const here = isScaled ? shown(Number(bound) * scaleOf(row, slowness)) : '';
  const value = `${shown(row.value)} ${row.unit}`;
  return `| ${row.id} | ${row.what} | ${value} | ${spread} | ${goal} | ${here} | ${mark(row)} |`;
}

function mark(row: Row): string {
  if (reaches(row) === undefined) return '';
  if (reaches(row) === true) return 'reached';
  return reaches(row, row.slowness) === true ? 'reached for this machine' : '**missed**';
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}
