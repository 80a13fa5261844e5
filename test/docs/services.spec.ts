import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { until } from '../harness/await.js';
import { CHECKOUT, type Program, startProgram } from '../harness/processes.js';
import { mayUsePython, python } from '../harness/python.js';
import { Terminal } from '../harness/terminal.js';

const run = promisify(execFile);
const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
const TSC = join(CHECKOUT, 'node_modules', 'typescript', 'bin', 'tsc');
/** As strict as all that is here; the client's own types are not. */
const STRICT =
  '--strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --skipLibCheck --noEmit';
/** A service is shown in so many lines, blank ones too, of so many columns. */
const LINES_MAX = 20;
const COLUMNS_MAX = 100;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const mayUseBash =
  process.env['CI'] === 'true' || spawnSync('bash', ['-c', 'exec true']).status === 0;

/** What the README says of how to write a service. */
interface Chapter {
  /** `weather.mts`, `siren.py`, `gong.sh`: each with its text. */
  readonly files: ReadonlyMap<string, string>;
  /** What JavaScript leaves out. */
  readonly types: readonly string[];
  /** Commands with what is shown under each. */
  readonly steps: readonly { readonly command: string; readonly shown: string }[];
}

async function chapter(): Promise<Chapter> {
  const readme = await readFile(join(CHECKOUT, 'README.md'), 'utf8');
  const part = readme.split('<!-- services -->')[1]?.split('<!-- end -->')[0] ?? '';
  const files = [...part.matchAll(/`(\w+\.\w+)`:\n\n```(?:ts|python|bash)\n([\s\S]*?)```/g)];
  const [, ...types] = /the same without `([^`]+)`, `([^`]+)` and `([^`]+)`/.exec(part) ?? [];
  const blocks = [...part.matchAll(/```\n(\$ [\s\S]*?)```/g)].map((match) => match[1] ?? '');
  const steps = blocks
    .flatMap((block) => block.split(/^\$ /m).slice(1))
    .map((text) => {
      const [command = '', ...shown] = text.trimEnd().split('\n');
      return { command, shown: shown.join('\n') };
    });
  return { files: new Map(files.map(([, name = '', text = '']) => [name, text])), types, steps };
}

/** What a client says against something. */
async function wordsAgainst(tried: Promise<unknown>): Promise<string> {
  const error = await tried.then(
    () => new Error('nothing'),
    (why: unknown) => why,
  );
  return error instanceof Error ? error.message : String(error);
}

/** A service of the README while it runs. */
interface Running {
  readonly child: ChildProcess;
  readonly said: string[];
}

it(`the README shows each service in at most ${LINES_MAX} lines`, async () => {
  const { files } = await chapter();
  expect([...files.keys()]).toEqual(['weather.mts', 'siren.py', 'gong.sh']);
  const long = [...files].flatMap(([name, text]) => {
    const lines = text.split('\n').slice(0, -1);
    const wide = lines.filter((line) => line.length > COLUMNS_MAX);
    const many = lines.length > LINES_MAX ? [`${lines.length} lines`] : [];
    return [...many, ...wide].map((fault) => `${name}: ${fault}`);
  });
  expect(long).toEqual([]);
});

(mayUsePython && mayUseBash ? describe : describe.skip)(
  "the README's services (they need bash, and python3 with venv and pip)",
  () => {
    let folder: string;
    let dev: Program;
    const running: Running[] = [];
    const secrets = new Map<string, string>();

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'liaison-readme-services-'));
      await symlink(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'));
      await mkdir(join(folder, '.liaison'));
      dev = await startProgram({
        script: 'apps/cli/dist/programs/liaison.js',
        args: ['dev', '--json', '--no-example', '--data', join(folder, '.liaison', 'data')],
        env: { LIAISON_NATS_SERVER: process.env['LIAISON_NATS_SERVER'] ?? '' },
        readyEvent: 'ready',
      });
    });
    afterAll(async () => {
      for (const { child } of running) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
      await dev.signal('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    });

    const liaison = async (args: readonly string[]): Promise<string> =>
      (await run(process.execPath, [LIAISON, ...args], { cwd: folder })).stdout;

    /** What the compiler says, faults too. */
    const compile = async (args: readonly string[]): Promise<string> =>
      run(process.execPath, [TSC, ...args], { cwd: folder }).then(
        ({ stdout }) => stdout,
        ({ stdout }: { readonly stdout: string }) => stdout || 'it failed',
      );

    /** As the README's reader, with a service's own secret and the port that is. */
    async function start(command: string): Promise<Running> {
      const [program = '', file = '', ...args] = command.split(' ');
      const service = file.split('.')[0] ?? '';
      const port = new URL(String(dev.ready['natsUrl'])).port;
      const given = args.map((arg) =>
        arg.replace('PORT', port).replace('SECRET', secrets.get(service) ?? ''),
      );
      const programs = { node: process.execPath, python3: await python(), bash: 'bash' };
      const real = programs[program as keyof typeof programs];
      const child = spawn(real, [file, ...given], { cwd: folder });
      const said: string[] = [];
      for (const input of [child.stdout, child.stderr]) {
        createInterface({ input }).on('line', (line) => said.push(line));
      }
      running.push({ child, said });
      const shown = (): Promise<string> => liaison(['service', 'show', service, '--json']);
      await until(
        `${service} is connected (${said.join('\n')})`,
        async () => (await shown()).includes('"alive":true'),
        30_000,
      );
      return { child, said };
    }

    it('are added and opened as it shows', async () => {
      const { steps } = await chapter();
      const commands = steps.filter(({ command }) => command.startsWith('npx liaison '));
      expect(commands).toHaveLength(2);
      for (const service of ['weather', 'siren', 'gong']) {
        for (const { command, shown } of commands) {
          const args = command.replace('weather', service).split(' ').slice(2);
          const said = (await liaison(args)).trimEnd();
          const secret = /^secret: (\S+)/m.exec(said)?.[1];
          if (secret !== undefined) secrets.set(service, secret);
          expect(said.replace(secret ?? 'SECRET', 'SECRET')).toBe(
            shown.replaceAll('weather', service),
          );
        }
      }
    });

    it('are strict TypeScript, or JavaScript without the words it names', async () => {
      const { files, types, steps } = await chapter();
      for (const [name, text] of files) await writeFile(join(folder, name), text);
      const { command = '', shown } = steps.find((step) => step.command.includes(' tsc ')) ?? {};
      const args = command.split(' ').slice(2);
      expect(await compile([...args, ...STRICT.split(' ')])).toBe(shown);
      expect(await compile(args)).toBe(shown);
      const typed = files.get('weather.mts') ?? '';
      const script = types.reduce((text, word) => text.replace(word, ''), typed);
      const emitted = await readFile(join(folder, 'weather.mjs'), 'utf8');
      expect(emitted.replaceAll(/\s/g, '')).toBe(script.replaceAll(/\s/g, ''));
    });

    it('hear of each other as it shows, in one chain', async () => {
      const { steps } = await chapter();
      const shown = steps.filter(({ command }) => !command.startsWith('npx '));
      expect(shown).toHaveLength(3);
      const started: Running[] = [];
      for (const { command } of shown) started.push(await start(command));
      for (const [i, { command, shown: words }] of shown.entries()) {
        await until(
          `${command} shows ${words}; all: ${JSON.stringify(started.map(({ said }) => said))}`,
          () => started[i]?.said.join('\n').replaceAll(UUID, 'ID') === words,
          30_000,
        );
      }
      const { items } = JSON.parse(await liaison(['event', 'log', '--json'])) as {
        items: readonly Record<string, unknown>[];
      };
      expect(items).toEqual([
        expect.objectContaining({ service: 'weather', type: 'storm', receivers: ['siren'] }),
        expect.objectContaining({
          service: 'siren',
          type: 'alarm',
          receivers: ['gong', 'weather'],
          correlation: items[0]?.['correlation'],
        }),
      ]);
    });

    it('are told what they may not do in the words it gives', async () => {
      const readme = (await readFile(join(CHECKOUT, 'README.md'), 'utf8')).replaceAll(/\s+/g, ' ');
      const servers = String(dev.ready['natsUrl']);
      const pass = secrets.get('weather') ?? '';
      const weather = { servers, user: 'weather', inboxPrefix: '_INBOX_weather' };
      const nc = await connect({ ...weather, pass });
      const js = jetstream(nc);
      const words = [
        await wordsAgainst(js.publish('liaison.events.in.weather.hail', '{}')),
        await wordsAgainst(js.publish('liaison.events.in.weather.storm', 'x'.repeat(2_000_000))),
        await wordsAgainst(connect({ ...weather, pass: 'another' })),
      ];
      await nc.close();
      expect(words.map((said) => [said, readme.includes(`\`${said}\``)])).toEqual([
        ['Permissions Violation for Publish to "liaison.events.in.weather.hail"', true],
        ["'payload' max_payload size exceeded", true],
        ['Authorization Violation', true],
      ]);
    });

    it('answer the calls of a terminal', async () => {
      const person = { login: 'erin@example.org', password: 'a long secret' };
      const account = ['--id', 'erin', '--password', person.password];
      await liaison(['user', 'add', person.login, ...account]);
      const line = await Terminal.open(String(dev.ready['terminals']));
      const { token } = await line.call('auth.login', person);
      const device = { token, kind: 'phone', label: 'P' };
      const { terminal } = await line.call('terminal.enrol', device);
      await line.call('terminal.connect', { token, terminal });
      await line.call('service.activate', { service: 'weather' });
      const call = { service: 'weather', operation: 'forecast', payload: {} };
      expect(await line.call('service.call', call)).toEqual({ payload: 'wet' });
    });

    it('end when their line is cut', async () => {
      const ended = running.map(async ({ child }) => {
        if (child.exitCode === null) await once(child, 'exit');
      });
      expect(ended).toHaveLength(3);
      for (const service of ['weather', 'siren', 'gong'])
        await liaison(['service', 'kick', service]);
      await Promise.all(ended);
    });
  },
);
