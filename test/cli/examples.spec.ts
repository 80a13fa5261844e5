import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { Group } from '../harness/group.js';
import { type Helped, type Spoken, commandsBelow, typed } from '../harness/liaison.js';
import { modeOf, profileOf } from '../harness/people.js';
import { CHECKOUT } from '../harness/processes.js';
import { type KnownService, Service } from '../harness/service.js';
import { Terminal } from '../harness/terminal.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
const PASSWORD = 'a long secret';
const WITHIN_MS = 180_000;

/** Every command, in an order in which each finds what it needs; after `!` what is typed before it. */
const ORDER: readonly (readonly [command: string, before?: string])[] = [
  ['completion'],
  ['config show'],
  ['rule boundaries'],
  ['doctor'],
  ['user add'],
  ['user list'],
  ['profile preview'],
  ['profile upload'],
  ['profile list'],
  ['profile show'],
  ['profile activate'],
  ['mode list'],
  ['mode activate'],
  ['mode clear'],
  ['profile deactivate'],
  ['profile delete', `profile upload old.json --user alice`],
  ['consent asked'],
  ['consent grant'],
  ['consent list'],
  ['consent withdraw'],
  ['consent deny', 'consent grant alice bob'],
  ['consent block'],
  ['consent unblock'],
  ['who'],
  ['call target'],
  ['call select'],
  ['watch'],
  ['terminal list'],
  ['terminal remove'],
  ['service add'],
  ['service list'],
  ['service show'],
  ['service open', 'service add weather --json'],
  ['service close'],
  ['service grant'],
  ['service kick'],
  ['service retire'],
  ['event log'],
  ['verify projections'],
  ['rebuild'],
  ['export usage'],
  ['export log'],
  ['backup'],
  ['tombstones'],
  ['restore', 'tombstones > erased-users'],
  ['user import'],
  ['user show'],
  ['user suspend'],
  ['user reinstate'],
  ['user revoke'],
  ['user password'],
  ['parked list'],
  ['parked show'],
  ['parked replay'],
  ['user erase'],
  ['engine'],
  ['dev'],
];

/** What is said beside a result, so that the result may go into a file. */
const NOTES: Readonly<Record<string, RegExp>> = {
  'profile show': /^profile work of alice, version \d+\n$/,
};

/** What a command that is typed a second time, with `--json`, may not do again, and so says why. */
const isFailure = ({ code, out, errors }: Spoken): boolean => {
  const said = JSON.parse(errors) as { code?: unknown; message?: unknown; fix?: unknown };
  return code === 1 && out === '' && [said.code, said.message, said.fix].every(isText);
};
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

async function loggedIn(user: string, url: string): Promise<{ line: Terminal; token: string }> {
  const line = await Terminal.open(url);
  const login = { login: `${user}@example.org`, password: PASSWORD };
  const { token } = await line.call<{ token: string }>('auth.login', login);
  return { line, token };
}

async function enrolled(user: string, url: string): Promise<string> {
  const { line, token } = await loggedIn(user, url);
  const device = { token, kind: 'phone', label: 'P' };
  const { terminal: id } = await line.call<{ terminal: string }>('terminal.enrol', device);
  await line.close();
  return id;
}

async function asks(viewer: string, owner: string, url: string): Promise<void> {
  const id = await enrolled(viewer, url);
  const { line, token } = await loggedIn(viewer, url);
  await line.call('terminal.connect', { token, terminal: id });
  await line.call('authorisation.ask', { user: owner });
  await line.close();
}

/** One service sends an event, and another one that wants it will not take it. */
async function refuses(natsUrl: string, known: readonly KnownService[]): Promise<void> {
  const [clock, radio] = known;
  if (clock === undefined || radio === undefined) throw new Error('two services are needed');
  const emits = [{ type: 'tick', about: 'nobody' }];
  const wants = [{ type: 'tick' }];
  const aside = { consumes: false };
  const reader = await Service.connect({ natsUrl }, radio, { wants, delivery: 'pull' }, aside);
  const sender = await Service.connect({ natsUrl }, clock, { emits });
  await sender.emit('tick');
  await reader.fetch(1, (message) => message.term('not for us'));
  await Promise.all([sender.leave(), reader.leave()]);
}

describe('the examples of every help', () => {
  let folder: string;
  let inside: string;
  let elsewhere: string;
  let dev: Group;
  let commands: readonly Helped[];
  let terminal: string;
  let copy: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-examples-'));
    inside = join(folder, 'deep', 'inside');
    elsewhere = join(folder, 'elsewhere');
    await mkdir(inside, { recursive: true });
    await mkdir(elsewhere);
    const data = join(folder, '.liaison', 'data');
    dev = Group.start(process.execPath, [LIAISON, 'dev', '--no-example', '--json', '--data', data]);
    const [found, { terminals, natsUrl }] = await Promise.all([
      commandsBelow(folder),
      dev.event('it is ready', ({ event }) => event === 'ready'),
    ]);
    commands = found;
    const rules = [{ start: '2026-01-05T09:00', end: '2026-01-05T17:30', recur: 'FREQ=DAILY' }];
    const modes = [modeOf('office', 1, { rules }), modeOf('off', 2)];
    const work = profileOf({ contacts: ['bob'], modes, defaultMode: 'off' });
    await writeFile(join(inside, 'work.json'), JSON.stringify(work));
    await writeFile(join(inside, 'old.json'), JSON.stringify({ ...work, profile: 'old' }));
    await copyFile(join(data, 'master.key'), join(inside, 'master.key'));
    await writeFile(join(inside, 'people.csv'), 'login,name\nfrank@example.org,Frank\n');
    for (const user of ['alice', 'bob']) {
      await done(`user add ${user}@example.org --id ${user} --password '${PASSWORD}'`);
    }
    await done('profile upload work.json --user alice');
    terminal = await enrolled('alice', String(terminals));
    await asks('bob', 'alice', String(terminals));
    await refuses(String(natsUrl), [await added('clock'), await added('radio')]);
    copy = await until('it is parked', parkedCopy);
  }, WITHIN_MS);
  afterAll(async () => {
    await dev.end();
    await rm(folder, { recursive: true, force: true });
  });

  /** A line that must be done: it stands in a folder below the one the system was started in. */
  async function done(line: string): Promise<Spoken> {
    const spoken = await typed(`npx liaison ${line}`, inside);
    expect({ line, code: spoken.code, errors: spoken.errors }).toEqual({
      line,
      code: 0,
      errors: '',
    });
    return spoken;
  }

  async function added(service: string): Promise<KnownService> {
    const { out } = await done(`service add ${service} --json`);
    return { service, secret: (JSON.parse(out) as { secret: string }).secret };
  }

  async function parkedCopy(): Promise<string | undefined> {
    const { out } = await done('parked list --json');
    return (JSON.parse(out) as { items: { copy: string }[] }).items[0]?.copy;
  }

  const real = (example: string): string =>
    example.replace('TERMINAL', terminal).replace('COPY', copy);
  /** These two are systems of their own. */
  const folderOf = (command: string): string =>
    command === 'dev' || command === 'engine' ? elsewhere : inside;

  it('are given by every command, and there is no command without', () => {
    const without = commands.filter(({ examples }) => examples.length === 0);
    expect(without).toEqual([]);
    expect(commands.map(({ command }) => command).toSorted()).toEqual(
      ORDER.map(([command]) => command).toSorted(),
    );
  });

  it(
    'can be typed as they stand, in any folder below that of the system',
    async () => {
      for (const [command, before] of ORDER) {
        if (before !== undefined) await done(before);
        const examples = commands.find((each) => each.command === command)?.examples ?? [];
        for (const example of examples) {
          const { code, errors } = await typed(real(example), folderOf(command));
          const said = NOTES[command] ?? /^$/;
          expect({ example, code, errors }).toEqual({
            example,
            code: 0,
            errors: expect.stringMatching(said),
          });
        }
      }
    },
    WITHIN_MS,
  );

  it(
    'answer in JSON where that is asked for, or say in JSON why not',
    async () => {
      for (const { command, examples } of commands) {
        if (command === 'dev') continue;
        for (const example of examples) {
          const spoken = await typed(`${real(example)} --json`, folderOf(command));
          const answers = spoken.out.split('\n').filter((line) => line !== '');
          for (const answer of answers) expect(() => JSON.parse(answer)).not.toThrow();
          if (spoken.code !== 0)
            expect({ example, said: isFailure(spoken) }).toEqual({ example, said: true });
          else
            expect({ example, said: answers.length > 0 || command === 'watch' }).toEqual({
              example,
              said: true,
            });
        }
      }
    },
    WITHIN_MS,
  );
});
