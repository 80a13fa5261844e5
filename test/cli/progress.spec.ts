import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { typed } from '../harness/liaison.js';
import { mayUsePython } from '../harness/python.js';
import { System } from '../harness/system.js';

/** Runs what follows in a terminal of its own, whose screen is this one's output. */
const IN_A_TERMINAL = `python3 -c '
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'`;
const USERS = 3;
/** What a bar that is full looks like, between what draws it anew. */
const FULL = /importing \[=+\] 100 % \| 3 lines \| \d+s/;

describe('an import', () => {
  let system: System;
  let folder: string;
  beforeAll(async () => {
    system = await System.start();
    folder = await mkdtemp(join(tmpdir(), 'liaison-progress-'));
    const lines = Array.from({ length: USERS }, (_, at) =>
      JSON.stringify({ login: `u${at}@example.org` }),
    );
    await writeFile(join(folder, 'people.jsonl'), lines.join('\n'));
  });
  afterAll(async () => {
    await system.stop();
    await rm(folder, { recursive: true });
  });

  const importing = (before: string): ReturnType<typeof typed> => {
    const where = `LIAISON_NATS_URL='${system.natsUrl}' LIAISON_NATS_SEED_FILE='${system.seedFile}'`;
    return typed(`${where} ${before} npx liaison user import people.jsonl`, folder);
  };

  (mayUsePython ? it : it.skip)(
    'in a terminal draws how far it is, and what it came to',
    async () => {
      const { code, out } = await importing(IN_A_TERMINAL);
      expect(out).toMatch(/importing \[-+\] 0 % \| 0 lines \|/);
      expect(out).toMatch(FULL);
      expect(out).toContain('3 lines: 3 registered, 0 there already, 0 refused');
      expect(code).toBe(0);
    },
  );

  it('elsewhere says only what it came to', async () => {
    expect(await importing('')).toEqual({
      code: 0,
      out: expect.stringMatching(/^3 lines: \d registered, \d there already, 0 refused\n$/),
      errors: '',
    });
  });
});
