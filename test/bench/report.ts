import { writeFile } from 'node:fs/promises';
import { machine, median } from './measure.js';

/** One figure: the median of the runs, its spread, and what we want of it. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly spread?: readonly [number, number];
  readonly unit: string;
  /** `<= 360` or `>= 3500`; empty: reported only. */
  readonly goal: string;
}

/** The median and spread of several runs of one figure. */
export function row(
  about: Pick<Row, 'id' | 'what' | 'unit' | 'goal'>,
  values: readonly number[],
): Row {
  return { ...about, value: median(values), spread: [Math.min(...values), Math.max(...values)] };
}

/** Does a figure reach its goal? Undefined where there is none. */
export function reaches(row: Row): boolean | undefined {
  const [sign, bound] = row.goal.split(' ');
  if (bound === undefined) return undefined;
  return sign === '<=' ? row.value <= Number(bound) : row.value >= Number(bound);
}

/** Prints the table; writes JSON where a file is given. */
export async function report(rows: readonly Row[], file: string | undefined): Promise<void> {
  for (const [name, value] of Object.entries(machine())) console.log(`${name}: ${value}`);
  console.log('\n| # | figure | value | spread | goal | |\n|---|---|---|---|---|---|');
  for (const row of rows) console.log(line(row));
  if (file !== undefined) {
    await writeFile(file, JSON.stringify({ machine: machine(), rows }, undefined, 2));
  }
}

function line(row: Row): string {
  const spread = row.spread === undefined ? '' : row.spread.map(shown).join(' – ');
  const reached = reaches(row);
  const mark = reached === undefined ? '' : reached ? 'reached' : 'missed';
  const goal = row.goal === '' ? '' : `${row.goal} ${row.unit}`;
  return `| ${row.id} | ${row.what} | ${shown(row.value)} ${row.unit} | ${spread} | ${goal} | ${mark} |`;
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}
