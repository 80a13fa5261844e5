import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { Group, type JsonLine } from '../harness/group.js';
import { profileOf } from '../harness/people.js';
import { CHECKOUT } from '../harness/processes.js';
import { useProfile } from '../harness/profiles.js';
import { Terminal } from '../harness/terminal.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');

const isEnd = ({ type, subject }: JsonLine): boolean =>
  type === 'account.erasure-completed' && subject === 'account.frank';

const isMissedCall = ({ event, type }: JsonLine): boolean =>
  event === 'service-event' && type === 'call-missed';

const isAboutAlice = ({ event, user }: JsonLine): boolean =>
  event === 'service-event' && user === 'alice';

describe('beside a development server, the command', () => {
  let folder: string;
  let data: string;
  let dev: Group;
  let watching: Group;
  const groups: Group[] = [];

  const liaison = (...args: string[]): Group => {
    const group = Group.start(process.execPath, [LIAISON, ...args, '--data', data]);
    groups.push(group);
    return group;
  };
  /** Runs a command to its end; answers the JSON documents it printed. */
  const json = async (...args: string[]): Promise<readonly JsonLine[]> => {
    const group = liaison(...args, '--json');
    expect({ args, code: await group.gone, errors: group.errors }).toEqual({
      args,
      code: 0,
      errors: '',
    });
    expect(group.other).toEqual([]);
    return group.events;
  };
  const itemsOf = async (...args: string[]): Promise<readonly JsonLine[]> =>
    (await json(...args))[0]?.['items'] as readonly JsonLine[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-dev-'));
    data = join(folder, 'data');
    dev = liaison('dev', '--json');
    await dev.event('dave has a profile', ({ viewer, user, state }) => {
      return viewer === 'bob' && user === 'dave' && state === 'connectable';
    });
    watching = liaison('watch', 'alice', '--json');
  });
  afterAll(async () => {
    for (const group of groups) await group.end();
    await rm(folder, { recursive: true, force: true });
  });

  it('is refused a second time on one folder', async () => {
    const second = liaison('dev', '--json');
    expect(await second.gone).toBe(1);
    expect(JSON.parse(second.errors)).toEqual({
      code: 'already-running',
      message: expect.stringMatching(/^another Liaison \(process \d+\) runs on /),
      fix: expect.stringContaining('--data'),
    });
  });

  it('adds, lists and erases users', async () => {
    const [added] = await json('user', 'add', 'erin@example.org', '--id', 'erin', '--name', 'Erin');
    expect(added).toMatchObject({ user: 'erin', login: 'erin@example.org' });
    expect(String(added?.['password'])).toHaveLength(20);
    const users = await itemsOf('user', 'list');
    expect(users.map((item) => String(item['user'])).toSorted()).toEqual([
      'alice',
      'bob',
      'carol',
      'dave',
      'erin',
    ]);
    expect(users.find((item) => item['user'] === 'erin')).toMatchObject({
      login: 'erin@example.org',
      displayName: 'Erin',
      terminals: 0,
    });
    await json('user', 'erase', 'erin');
    const left = await itemsOf('user', 'list');
    expect(left.find((item) => item['user'] === 'erin')?.['login']).toBeUndefined();
  });

  it("lists a user's terminals", async () => {
    const terminals = await itemsOf('terminal', 'list', 'bob');
    expect(terminals.map(({ label, kind }) => ({ label, kind }))).toEqual(
      expect.arrayContaining([
        { label: "bob's phone", kind: 'phone' },
        { label: "bob's softphone", kind: 'softphone' },
      ]),
    );
    expect(terminals.every((item) => typeof item['connected'] === 'boolean')).toBe(true);
  });

  it('previews a draft', async () => {
    const file = join(folder, 'draft.json');
    await writeFile(file, JSON.stringify(profileOf({ contacts: ['bob'] })));
    const [told] = await json('profile', 'preview', file, '--user', 'alice', '--days', '2');
    expect(told).toMatchObject({
      zone: 'Europe/Paris',
      timelines: [{ viewers: ['bob'], timeline: [{ state: 'connectable', mode: 'office' }] }],
    });
  });

  it('says who is what to whom, and was', async () => {
    const [was] = await json('who', 'bob', 'dave', '--past', 'held');
    expect(was).toMatchObject({ user: 'dave', viewer: 'bob', past: 'held', state: 'connectable' });
    expect(await json('who', 'bob', 'nobody-there')).toEqual([
      { viewer: 'bob', items: [{ user: 'nobody-there', state: 'unknown' }] },
    ]);
    const all = await itemsOf('who', 'bob');
    expect(all.map((item) => item['user'])).toEqual(['alice', 'carol', 'dave']);
    expect(all.find((item) => item['user'] === 'dave')?.['state']).toBe('connectable');
  });

  it('is watched: one user with the events about them, and nobody else', async () => {
    const seen = await watching.event('an event about alice', isAboutAlice);
    expect(seen).toMatchObject({ service: expect.any(String), notified: expect.any(Array) });
    watching.signal('SIGINT');
    expect(await watching.gone).toBe(0);
    for (const event of watching.events) {
      const { subject, actor, viewer, user } = event;
      expect([subject, actor, viewer, user].join(' ')).toContain('alice');
    }
  });

  /** A new user with a terminal that is connected, who may be seen by everyone. */
  const newcomer = async (id: string, contacts: readonly string[]): Promise<Terminal> => {
    const [added] = await json('user', 'add', `${id}@example.org`, '--id', id);
    const { login, password } = added ?? {};
    const url = String(dev.events.find(({ event }) => event === 'ready')?.['terminals']);
    const line = await Terminal.open(url);
    const { token } = await line.call('auth.login', { login, password });
    const device = { token, kind: 'phone', label: 'P' };
    const { terminal } = await line.call('terminal.enrol', device);
    await line.call('terminal.connect', { token, terminal });
    await useProfile(line, profileOf({ contacts }));
    return line;
  };

  it('shows nobody told anything any more once they are erased', async () => {
    const gina = await newcomer('gina', []);
    const frank = await newcomer('frank', ['gina']);
    await dev.event('frank is told', ({ viewer, user }) => viewer === 'frank' && user === 'gina');
    await frank.close();
    await json('user', 'erase', 'frank');
    await dev.event('the erasure', isEnd);
    await gina.call('terminal.disconnect');
    await until('gina is gone', async () => {
      const [one] = await itemsOf('who', 'alice', 'gina');
      return one?.['state'] === 'not-connectable';
    });
    const after = dev.events.slice(dev.events.findIndex(isEnd));
    expect(after.filter(({ viewer }) => viewer === 'frank')).toEqual([]);
  }, 60_000);

  it('adds a service, shows it, opens it, grants it, and retires it', async () => {
    const [added] = await json('service', 'add', 'weather');
    expect(added).toMatchObject({ service: 'weather', registered: true, user: 'weather' });
    expect(String(added?.['secret'])).toHaveLength(43);
    const [again] = await json('service', 'add', 'weather');
    expect(again).toMatchObject({ registered: false });
    expect(again?.['secret']).not.toBe(added?.['secret']);
    await json('service', 'open', 'weather');
    await json('service', 'close', 'weather');
    await json('service', 'open', 'weather', '--user', 'bob');
    await json('service', 'grant', 'weather', 'all-users');
    const [shown] = await json('service', 'show', 'weather');
    expect(shown).toMatchObject({
      status: 'registered',
      open: 'listed',
      grants: ['all-users'],
      connections: [],
    });
    expect(await json('service', 'kick', 'weather')).toEqual([{ kicked: [] }]);
    await json('service', 'close', 'weather', '--user', 'bob');
    await json('service', 'retire', 'weather');
    const listed = (await itemsOf('service', 'list')).map(({ service, status }) => [
      service,
      status,
    ]);
    expect(listed).toEqual([
      ['calendar', 'registered'],
      ['messaging', 'registered'],
      ['telephony', 'registered'],
      ['weather', 'retired'],
    ]);
  });

  it.each([
    [['who', 'nobody-there', 'bob'], /^nobody-there is not a registered user/, 1],
    [['service', 'show', 'nobody'], /^unknown-service.*\n.*service list|^not-registered/, 1],
    [['user', 'add', 'x@example.org', '--id', 'a b'], /^malformed: \/user: .*\n.*--help/, 1],
    [['service', 'open', 'weather'], /^retired/, 1],
    [
      ['service', 'grant', 'calendar', 'everything'],
      /'everything' is invalid.*Allowed choices are all-users/,
      2,
    ],
    [['service', 'add', 'clock', '--nkey', 'SUSEED'], /^malformed/, 1],
    [['event', 'log', '--max', '0'], /Give a number from 1 to 10000/, 2],
    [['event', 'log', '--service', 'a.b'], /Give the id of a service/, 2],
  ] as const)('%j is refused', async (args, says, exitCode) => {
    const group = liaison(...args);
    expect(await group.gone).toBe(exitCode);
    expect(group.errors.replaceAll(/^error: /gm, '')).toMatch(says);
  });

  it('says where a call goes, and what services sent', async () => {
    const [target] = await json('call', 'target', 'carol', '--caller', 'dave');
    expect(target).toMatchObject({ target: expect.anything(), step: expect.any(Number) });
    await dev.event('a call is missed', isMissedCall);
    const log = await itemsOf('event', 'log', '--service', 'telephony', '--max', '1');
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({
      service: 'telephony',
      type: 'call-missed',
      user: 'alice',
      outcome: 'matched',
      receivers: ['messaging'],
    });
    const all = await itemsOf('event', 'log', '--max', '3');
    expect(all.length).toBeLessThanOrEqual(3);
  });

  it('shows every setting', async () => {
    const group = Group.start(process.execPath, [LIAISON, 'config', '--json']);
    expect(await group.gone).toBe(0);
    const rows = group.events[0]?.['items'] as readonly JsonLine[];
    expect(rows.find((row) => row['env'] === 'LIAISON_PARTITIONS')).toMatchObject({
      value: '16',
      default: '16',
    });
  });
});
