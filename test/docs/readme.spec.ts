import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { shiftedBy } from '../harness/clock.js';
import { mayUseCurl } from '../harness/curl.js';
import { CHECKOUT, type Program, startProgram } from '../harness/processes.js';

const run = promisify(execFile);
const COMMAND_WITHIN_MS = 60_000;
const ASKED_AGAIN_MAX = 10;
const LINES_OF_PHONE_MAX = 10;
const NINE_YEARS_MS = 9 * 365 * 86_400_000;

interface Step {
  readonly command: string;
  readonly shown: string;
}

/** The commands of the walk-through with what the README shows under each; its three files apart. */
async function walkThrough(): Promise<{
  script: string;
  phone: string;
  draft: string;
  steps: Step[];
}> {
  const readme = await readFile(join(CHECKOUT, 'README.md'), 'utf8');
  const part = readme.split('<!-- walk-through -->')[1]?.split('<!-- end -->')[0] ?? '';
  const script = /```js\n([\s\S]*?)```/.exec(part)?.[1] ?? '';
  const phone = /```bash\n([\s\S]*?)```/.exec(part)?.[1] ?? '';
  const draft = /```json\n([\s\S]*?)```/.exec(part)?.[1] ?? '';
  const blocks = [...part.matchAll(/```\n(\$ [\s\S]*?)```/g)].map((match) => match[1] ?? '');
  const steps = blocks
    .flatMap((block) => block.split(/^\$ /m).slice(1))
    .map((text) => {
      const [command = '', ...shown] = text.trimEnd().split('\n');
      return { command, shown: shown.join('\n') };
    });
  return { script, phone, draft, steps };
}

describe("the README's walk-through", () => {
  let folder: string;
  let dev: Program;
  let terminals: string;

  const startDev = (
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Program> =>
    startProgram({
      script: 'apps/cli/dist/programs/liaison.js',
      args: ['dev', '--json', '--data', join(folder, '.liaison', 'data'), ...args],
      env: { LIAISON_NATS_SERVER: process.env['LIAISON_NATS_SERVER'] ?? '', ...env },
      readyEvent: 'ready',
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-readme-'));
    await symlink(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'));
    await mkdir(join(folder, '.liaison'));
    dev = await startDev();
    terminals = String(dev.ready['terminals']);
    const seen = '"viewer":"bob","user":"dave","state":"connectable"';
    await until(
      'bob is told dave is there',
      () => dev.lines.some((line) => line.includes(seen)),
      90_000,
    );
  });
  afterAll(async () => {
    await dev.signal('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs a line as the README's reader would, in a folder of the reader's. */
  async function shell(line: string): Promise<string> {
    const liaison = `'${process.execPath}' '${join(CHECKOUT, 'apps/cli/bin/liaison.mjs')}'`;
    const real = line
      .replace('npx liaison', liaison)
      .replace('ws://127.0.0.1:PORT/terminal', terminals)
      .replace('http://127.0.0.1:PORT', new URL(terminals.replace('ws', 'http')).origin);
    const { stdout } = await run('/bin/sh', ['-c', real], {
      cwd: folder,
      timeout: COMMAND_WITHIN_MS,
    });
    return stripVTControlCharacters(stdout);
  }

  it('shows what really comes out', async () => {
    const { script, phone, draft, steps } = await walkThrough();
    expect(phone.trimEnd().split('\n').length).toBeLessThanOrEqual(LINES_OF_PHONE_MAX);
    await writeFile(join(folder, 'terminal.mjs'), script);
    await writeFile(join(folder, 'phone.sh'), phone);
    await writeFile(join(folder, 'week.json'), draft);
    expect(steps.length).toBeGreaterThanOrEqual(7);
    for (const { command, shown } of steps) {
      if (command.startsWith('bash ') && !mayUseCurl) continue;
      expect(`${command}\n${await saidBy(command, plain(shown))}`).toBe(
        `${command}\n${plain(shown)}`,
      );
    }
  });

  it('has a script that stops where its login is refused', async () => {
    const again = shell('node terminal.mjs ws://127.0.0.1:PORT/terminal leave');
    await expect(again).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^not logged in: the login or the password is wrong/),
    });
  });

  it('tells of the draft in nine years what it tells today', async () => {
    const { draft, steps } = await walkThrough();
    await writeFile(join(folder, 'week.json'), draft);
    await dev.signal('SIGTERM');
    const later = { LIAISON_FOR_TESTS: 'true', ...shiftedBy(NINE_YEARS_MS) };
    dev = await startDev(['--no-example'], later);
    const step = steps.find(({ command }) => command.includes(' profile preview '));
    const [command = '', shown = ''] = [step?.command, step?.shown].map(ofBob);
    expect(plain(await shell(command))).toBe(plain(shown));
  });

  /** What a command says; a question is asked until it says what is expected, or for some seconds. */
  async function saidBy(command: string, expected: string): Promise<string> {
    let said = plain(await shell(command));
    for (let again = 0; again < ASKED_AGAIN_MAX && said !== expected; again++) {
      if (!command.includes(' who ')) break;
      said = plain(await shell(command));
    }
    return said;
  }

  it('names only commands there are', async () => {
    const readme = await readFile(join(CHECKOUT, 'README.md'), 'utf8');
    const help = await shell('npx liaison --help');
    for (const [, name = ''] of readme.matchAll(/npx liaison ([a-z]+)/g))
      expect(help).toContain(name);
    const { scripts } = JSON.parse(await readFile(join(CHECKOUT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, name = ''] of readme.matchAll(/npm run ([a-z:]+)/g))
      expect(scripts).toHaveProperty([name]);
  });
});

/** Who walks through has erased erin; bob is there from the start. */
function ofBob(text = ''): string {
  return text.replaceAll('erin', 'bob');
}

/** Spaces at the ends of lines are nobody's business. */
function plain(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}
