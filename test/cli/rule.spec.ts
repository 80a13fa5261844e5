import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { CHECKOUT } from '../harness/processes.js';

const run = promisify(execFile);
const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
const CASES = join(CHECKOUT, 'libs', 'domain', 'src', 'periods', 'golden', 'cases.json');
const KINDS = ['gap', 'UNTIL', 'BYSETPOS'];

interface Case {
  readonly kind: string;
  readonly boundaries: unknown;
  readonly [flag: string]: unknown;
}

async function asked(flags: Readonly<Record<string, unknown>>, ...more: readonly string[]) {
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  return run(process.execPath, [LIAISON, 'rule', 'boundaries', ...args, ...more]).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

const office = {
  zone: 'Europe/Paris',
  start: '2026-01-05T09:00',
  end: '2026-01-05T17:30',
  recur: 'FREQ=WEEKLY;BYDAY=MO,TU',
  from: '2026-03-23T00:00:00Z',
  to: '2026-04-01T00:00:00Z',
};

describe('liaison rule boundaries', () => {
  it.each(KINDS)('prints what was worked out elsewhere: %s', async (kind) => {
    const cases = JSON.parse(await readFile(CASES, 'utf8')) as readonly Case[];
    const found = cases.find((one) => one.kind === kind);
    const { kind: _, boundaries, ...flags } = found ?? { kind, boundaries: 'there is none' };
    const { code, stdout } = await asked(flags, '--json');
    expect({ code, boundaries: JSON.parse(stdout) as unknown }).toEqual({ code: 0, boundaries });
  });

  it('prints a table for people', async () => {
    const { stdout } = await asked(office);
    expect(stdout.split('\n')[5]).toMatch(
      /^2026-03-30T07:00:00.000Z +2026-03-30 09:00:00 +from then on$/,
    );
  });

  it.each([
    ['a zone that is none', { zone: 'Europe/Pris' }, /--zone must be the name of an IANA/],
    ['a start that is not yielded', { recur: 'FREQ=DAILY;BYHOUR=8' }, /--recur does not yield/],
    ['too much in a day', { recur: everyMinute() }, /--recur yields 1440 times in a day/],
  ])('refuses %s', async (_, flags, message) => {
    const { code, stdout, stderr } = await asked({ ...office, ...flags });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

function everyMinute(): string {
  return `FREQ=DAILY;BYHOUR=${upTo(24)};BYMINUTE=${upTo(60)}`;
}

function upTo(count: number): string {
  return Array.from({ length: count }, (_, at) => at).join(',');
}
