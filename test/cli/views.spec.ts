import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { Group } from '../harness/group.js';
import { typed } from '../harness/liaison.js';
import { CHECKOUT } from '../harness/processes.js';
import { Terminal } from '../harness/terminal.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
const PEOPLE = Array.from({ length: 12 }, (_, n) => `user${n}`);
const IN_ORDER = PEOPLE.toSorted();
const PASSWORD = 'a long secret';

type Item = Readonly<Record<string, unknown>>;
interface Page {
  readonly items: readonly Item[];
  readonly next?: string;
}

const users = ({ items }: Page): unknown[] => items.map(({ user }) => user);

async function connected(url: string): Promise<Terminal> {
  const line = await Terminal.open(url);
  const login = { login: 'user3@lab', password: PASSWORD };
  const { token } = await line.call<{ token: string }>('auth.login', login);
  const device = { token, kind: 'phone', label: 'P' };
  const { terminal } = await line.call<{ terminal: string }>('terminal.enrol', device);
  await line.call('terminal.connect', { token, terminal });
  return line;
}

describe('what an operator looks at over the rows', () => {
  let folder: string;
  let dev: Group;
  let phone: Terminal;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-views-'));
    const data = join(folder, '.liaison', 'data');
    dev = Group.start(process.execPath, [LIAISON, 'dev', '--no-example', '--json', '--data', data]);
    const { terminals } = await dev.event('it is ready', ({ event }) => event === 'ready');
    const people = PEOPLE.map((user) =>
      JSON.stringify({ id: user, login: `${user}@lab`, name: user }),
    );
    await writeFile(join(folder, 'people.jsonl'), people.join('\n'));
    await done('user import people.jsonl');
    await done(`user password user3 --password '${PASSWORD}'`);
    await done('user suspend user7');
    phone = await connected(String(terminals));
    await done('service add weather');
    await done('service add tides');
    await until('the rows say so', async () => {
      const suspended = await page('user list --state suspended');
      const there = await page('user list --connected yes');
      return suspended.items.length === 1 && there.items.length === 1;
    });
  });
  afterAll(async () => {
    await phone.close();
    await dev.end();
    await rm(folder, { recursive: true, force: true });
  });

  async function done(line: string): Promise<string> {
    const { code, out, errors } = await typed(`npx liaison ${line}`, folder);
    expect({ line, code, errors }).toEqual({ line, code: 0, errors: '' });
    return out;
  }
  const page = async (line: string): Promise<Page> =>
    JSON.parse(await done(`${line} --json`)) as Page;

  it('is users page by page, in an order that stays', async () => {
    const first = await page('user list --limit 5');
    expect(users(first)).toEqual(IN_ORDER.slice(0, 5));
    expect(first.next).toBe(IN_ORDER[4]);
    const rest = await page(`user list --after ${first.next}`);
    expect(users(rest)).toEqual(IN_ORDER.slice(5));
    expect(rest.next).toBeUndefined();
    expect(await done('user list --limit 5')).toMatch(/\n\nmore: --after user2\n$/);
  });

  it('is users by state, terminals by network, services by backlog', async () => {
    expect((await page('user list --state suspended')).items).toEqual([
      { user: 'user7', state: 'suspended', terminals: 0, connected: 0 },
    ]);
    expect(users(await page('user list --connected yes'))).toEqual(['user3']);
    const { items } = await page('terminal list --network websocket');
    expect(items).toMatchObject([{ user: 'user3', kind: 'phone', connected: true }]);
    expect((await page('terminal list --network http')).items).toEqual([]);
    expect(users(await page('terminal list'))).toEqual(['user3']);
    const backlogs = await page('service list --by backlog --limit 1');
    expect(backlogs.items).toMatchObject([{ service: 'tides', backlog: 0, parked: 0 }]);
    expect((await page(`service list --by backlog --after ${backlogs.next}`)).items).toHaveLength(
      1,
    );
    expect((await page('service list --by backlog --min 1')).items).toEqual([]);
  });

  it.each([
    ['user list --state erased', /Allowed choices are registered, suspended, unreadable/],
    ['user list --connected maybe', /Allowed choices are yes, no/],
    ['user list --limit 0', /Give a number of lines from 1 to/],
    ['terminal list --network sms', /Allowed choices are websocket, http/],
    ['terminal list user3 --limit 1', /--limit and --after are for the terminals of all users/],
    ['terminal list --kind pager', /Allowed choices are phone, softphone, browser/],
    ['service list --by name', /Allowed choices are backlog/],
    ['service list --by backlog --min few', /Give a backlog from 0 to/],
  ])('refuses `%s` with what is allowed', async (line, message) => {
    const { code, out, errors } = await typed(`npx liaison ${line}`, folder);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(errors.replaceAll('\n', ' ')).toMatch(message);
  });

  it('refuses a place that is none', async () => {
    const wrong = await typed('npx liaison service list --by backlog --after weather', folder);
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toMatch(/12:weather/);
    const user = await typed('npx liaison user list --after a.b --json', folder);
    expect(JSON.parse(user.errors)).toMatchObject({ code: 'malformed', field: '/after' });
  });
});
