import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Spoken, typed } from '../harness/liaison.js';
import { CHECKOUT } from '../harness/processes.js';
import { mayUsePython } from '../harness/python.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

const run = promisify(execFile);
const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');

describe('a password that is written to the command', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
  });
  afterAll(() => system.stop());

  /** Adds a user by a line as a shell takes it. */
  const adding = (before: string, login: string, flags: string): Promise<Spoken> => {
    const where = `LIAISON_NATS_URL='${system.natsUrl}' LIAISON_NATS_SEED_FILE='${system.seedFile}'`;
    return typed(`${before} ${where} npx liaison user add ${login} ${flags} --json`, tmpdir());
  };

  it('on standard input is the one to log in with, and is not shown again', async () => {
    const login = 'ivan@example.org';
    const { code, out } = await adding("echo '8 chars.' |", login, '--password-stdin');
    const { user, ...more } = JSON.parse(out) as Record<string, unknown>;
    expect({ code, more }).toEqual({ code: 0, more: { login } });
    const line = await Terminal.open(system.terminalUrl());
    expect(await line.call('auth.login', { login, password: '8 chars.' })).toMatchObject({ user });
    await line.close();
  });

  (mayUsePython ? it : it.skip)(
    'at a terminal is asked for, and not shown while it is typed',
    async () => {
      const login = 'kim@example.org';
      const env = {
        PATH: process.env['PATH'] ?? '',
        LIAISON_NATS_URL: system.natsUrl,
        LIAISON_NATS_SEED_FILE: system.seedFile,
      };
      const typist = [join(CHECKOUT, 'test/cli/typist.py'), '8 chars.', process.execPath, LIAISON];
      const words = [...typist, 'user', 'add', login, '--password-stdin'];
      const { stdout } = await run('python3', words, { env });
      const { code, shown } = JSON.parse(stdout) as { code: number; shown: string };
      expect(code).toBe(0);
      expect(shown).toMatch(/Password: [^]*registered, login kim@example.org/);
      expect(shown).not.toContain('8 chars');
      const line = await Terminal.open(system.terminalUrl());
      const asked = { login, password: '8 chars.' };
      expect(await line.call('auth.login', asked)).toHaveProperty('token');
      await line.close();
    },
  );

  it.each([
    [
      'of seven characters',
      "printf '7 chars' |",
      '--password-stdin',
      'password-too-short',
      '/password',
    ],
    [
      'of seven characters as a flag',
      '',
      "--password '7 chars'",
      'password-too-short',
      '/password',
    ],
    ['that is none', '</dev/null', '--password-stdin', 'usage', undefined],
    [
      'given twice',
      "echo '8 chars.' |",
      "--password-stdin --password '8 chars.'",
      'usage',
      undefined,
    ],
  ])('%s is refused', async (...[, before, flags, code, field]) => {
    const spoken = await adding(before, 'judy@example.org', flags);
    const refused: unknown = JSON.parse(spoken.errors);
    expect({ exited: spoken.code, out: spoken.out }).toEqual({ exited: 1, out: '' });
    expect(refused).toMatchObject({ code, fix: expect.stringMatching(/./) });
    expect(refused).toEqual(
      field === undefined
        ? expect.not.objectContaining({ field: expect.anything() })
        : expect.objectContaining({ field }),
    );
  });
});
