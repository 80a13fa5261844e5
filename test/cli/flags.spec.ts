import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { USAGE } from '../../deploy/local/usage.mjs';
import { CHECKOUT } from '../harness/processes.js';

const run = promisify(execFile);
const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');

interface Refused {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command that must fail says. */
async function refusal(...args: string[]): Promise<Refused> {
  const env = { PATH: process.env['PATH'] ?? '' };
  return run(process.execPath, [LIAISON, ...args], { env }).then(
    () => ({ code: 0, stdout: '', stderr: '' }),
    (error: Refused) => error,
  );
}

describe('a wrong flag ends with 2 and says what is meant', () => {
  it.each([
    ['dev --sync alwyas', /'alwyas' is invalid.*Allowed choices are default, always/],
    ['dev --seconds x', /--seconds <n>.*'x' is invalid.*Give seconds, above 0/],
    ['whom alice', /unknown command 'whom'/],
  ])('liaison %s', async (line, message) => {
    const { code, stdout, stderr } = await refusal(...line.split(' '));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replaceAll('\n', ' ')).toMatch(message);
  });
});

describe('the flags of `npm start`', () => {
  it('are those of `liaison dev`, in the same words', async () => {
    const { stdout } = await run(process.execPath, [LIAISON, 'dev', '--help']);
    expect(USAGE).toBe(stdout.replace('Usage: liaison dev ', 'Usage: npm start -- '));
  });
});

describe('where no Liaison runs', () => {
  it('says so, with what helps, and ends with 1', async () => {
    const { code, stdout, stderr } = await refusal('user', 'list', '--data', '/no/such/folder');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('no Liaison is running here');
    expect(stderr).toContain('npm start');
  });
});
