import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { typed } from '../harness/liaison.js';
import { CHECKOUT, type Program, startProgram } from '../harness/processes.js';

interface Step {
  readonly command: string;
  readonly shown: string;
}

/** The commands of the README's section, with what it shows under each. */
async function stepsShown(): Promise<readonly Step[]> {
  const readme = await readFile(join(CHECKOUT, 'README.md'), 'utf8');
  const part = readme.split('<!-- backup -->')[1]?.split('<!-- end of backup -->')[0] ?? '';
  const blocks = [...part.matchAll(/```\n(\$ [\s\S]*?)```/g)].map((match) => match[1] ?? '');
  return blocks
    .flatMap((block) => block.split(/^\$ /m).slice(1))
    .map((text) => {
      const [command = '', ...shown] = text.split('\n');
      return { command, shown: shown.join('\n') };
    });
}

const withoutNumbers = (text: string): string => text.replaceAll(/\d+/g, 'N').trim();

const startDev = (data: string): Promise<Program> =>
  startProgram({
    script: 'apps/cli/dist/programs/liaison.js',
    args: ['dev', '--json', '--no-example', '--data', data],
    env: { LIAISON_NATS_SERVER: process.env['LIAISON_NATS_SERVER'] ?? '' },
    readyEvent: 'ready',
  });

describe('the README on backup and restore', () => {
  let folder: string;
  let dev: Program | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-readme-backup-'));
    dev = await startDev(join(folder, '.liaison', 'data'));
  });
  afterAll(async () => {
    await dev?.signal('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  it('can be typed as it stands, and the restored system runs', async () => {
    const added = await typed('npx liaison user add erin@example.org --id erin --json', folder);
    expect(added.code).toBe(0);
    for (const { command, shown } of await stepsShown()) {
      if (command.includes('liaison restore')) {
        await dev?.signal('SIGTERM');
        dev = undefined;
      }
      const { code, out, errors } = await typed(command, folder);
      expect({ command, code, errors, shown: withoutNumbers(out) }).toEqual({
        command,
        code: 0,
        errors: '',
        shown: withoutNumbers(shown),
      });
    }
    dev = await startDev(join(folder, 'restored'));
    const users = await typed('npx liaison user list --data restored --json', folder);
    expect(JSON.parse(users.out)).toMatchObject({
      items: [{ user: 'erin', status: 'registered' }],
    });
  });
});
