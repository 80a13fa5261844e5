import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Group, type JsonLine } from '../harness/group.js';
import { CHECKOUT } from '../harness/processes.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
const MINUTE_MS = 60_000;
/** Long enough for the four things the story shows, which it begins to tell when it is ready. */
const SECONDS = '30';

/** As iCalendar writes an instant. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** A calendar with one meeting, which is on. */
function meetingNow(): string {
  const [start, end] = [stamp(Date.now() - MINUTE_MS), stamp(Date.now() + 30 * MINUTE_MS)];
  return [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:on@example.org',
    `DTSTART:${start}`,
    `DTEND:${end}`,
    'SUMMARY:Budget of the',
    '  lighthouse',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');
}

describe('the development server', () => {
  let folder: string;
  let data: string;
  let dev: Group;
  /** The terminal that follows it. */
  let calendar: unknown;
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
    const ics = join(folder, 'own.ics');
    await writeFile(ics, meetingNow());
    dev = liaison('dev', '--json', '--processes', '--seconds', SECONDS, '--ics', ics);
    await dev.event('dave has a profile', ({ viewer, user, state }) => {
      return viewer === 'bob' && user === 'dave' && state === 'connectable';
    });
    const terminals = await itemsOf('terminal', 'list', 'alice');
    calendar = terminals.find((item) => item['label'] === "alice's calendar")?.['terminal'];
  });
  afterAll(async () => {
    for (const group of groups) await group.end();
    await rm(folder, { recursive: true, force: true });
  });

  it('is refused a second time on one folder', async () => {
    const second = liaison('dev', '--json');
    expect(await second.gone).toBe(1);
    expect(second.errors).toMatch(/another Liaison \(process \d+\) runs on .*\n.*--data/);
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

  it('says who is what to whom', async () => {
    expect(await json('who', 'bob', 'nobody-there')).toEqual([
      { viewer: 'bob', items: [{ user: 'nobody-there', state: 'unknown' }] },
    ]);
    const all = await itemsOf('who', 'bob');
    expect(all.map((item) => item['user'])).toEqual(['alice', 'carol', 'dave']);
    expect(all.find((item) => item['user'] === 'dave')?.['state']).toBe('connectable');
  });

  it('is watched: one user and nobody else', async () => {
    const seen = await json('watch', 'alice', '--seconds', '5');
    expect(seen.length).toBeGreaterThan(0);
    for (const event of seen) {
      const { subject, actor, viewer, user } = event;
      expect([subject, actor, viewer, user].join(' ')).toContain('alice');
    }
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

  it('ends by itself, its four happenings and the meeting told as JSON lines', async () => {
    expect(await dev.gone).toBe(0);
    expect(dev.other).toEqual([]);
    expect(await dev.descendants()).toEqual([]);
    expect(existsSync(join(data, 'running.json'))).toBe(false);

    const facts = dev.events.filter((event) => event['event'] === 'fact');
    for (const fact of [
      { type: 'profile.activated', subject: 'profile.alice' },
      { type: 'terminal.disconnected', cause: 'lost' },
      { type: 'profile.mode-activated', actor: `user/alice/${String(calendar)}` },
    ]) {
      expect(facts).toContainEqual(expect.objectContaining(fact));
    }
    const told = dev.events.find((event) => String(event['does']).startsWith('finds a meeting'));
    expect(told?.['does']).toMatch(/^finds a meeting: Budget of the lighthouse, until /);

    const moments = statesInTime(dev.events);
    expect(moments.some((of) => of('bob', 'alice') === 'in-transfer')).toBe(true);
    expect(moments.some((of) => differ(of('bob', 'alice'), of('carol', 'alice')))).toBe(true);
    const hidden = moments.some(
      (of) => of('dave', 'bob') === 'unknown' && of('alice', 'bob') === 'connectable',
    );
    expect(hidden).toBe(true);
  });
});

type Told = (viewer: string, user: string) => string | undefined;

/** After each event: what viewers had been told then. */
function statesInTime(events: readonly JsonLine[]): Told[] {
  const states = new Map<string, string>();
  const moments: Told[] = [];
  for (const event of events) {
    if (event['event'] !== 'connectability') continue;
    const { viewer, user, state } = event;
    states.set(`${String(viewer)} ${String(user)}`, String(state));
    const then = new Map(states);
    moments.push((of, about) => then.get(`${of} ${about}`));
  }
  return moments;
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
