import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Group, type JsonLine } from '../harness/group.js';
import { meetingNow } from '../harness/meeting.js';
import { typed } from '../harness/liaison.js';
import { CHECKOUT } from '../harness/processes.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
/** Long enough for a round of the story, which it begins to tell when it is ready. */
const SECONDS = '40';

describe('the development server for some seconds', () => {
  let folder: string;
  let data: string;
  let dev: Group;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-story-'));
    data = join(folder, 'data');
    const ics = join(folder, 'own.ics');
    await writeFile(ics, meetingNow());
    const flags = ['--json', '--processes', '--seconds', SECONDS, '--ics', ics];
    dev = Group.start(process.execPath, [LIAISON, 'dev', ...flags, '--data', data]);
  });
  afterAll(async () => {
    await dev.end();
    await rm(folder, { recursive: true, force: true });
  });

  it('ends by itself, its happenings and the meeting told as JSON lines', async () => {
    expect(await dev.gone).toBe(0);
    expect(dev.other).toEqual([]);
    expect(await dev.descendants()).toEqual([]);
    expect(existsSync(join(data, 'running.json'))).toBe(false);

    const facts = dev.events.filter((event) => event['event'] === 'fact');
    const calendar = dev.events
      .filter((event) => event['who'] === "alice's calendar")
      .map((event) => /^is connected as (.+)$/.exec(String(event['does']))?.[1])
      .find((terminal) => terminal !== undefined);
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

  it('shows each event of a service, who was notified, and the chain it goes on', () => {
    const events = dev.events.filter(({ event }) => event === 'service-event');
    const started = events.find(({ type }) => type === 'meeting-started');
    expect(started).toMatchObject({
      service: 'calendar',
      user: 'alice',
      outcome: 'matched',
      notified: ['telephony'],
      after: [],
    });
    expect(events.find(({ type }) => type === 'call-missed')).toMatchObject({
      service: 'telephony',
      user: 'alice',
      notified: ['messaging'],
      correlation: started?.['correlation'],
      after: ['calendar meeting-started'],
    });
    const said = dev.events.map(({ who, does }) => `${String(who)} ${String(does)}`);
    expect(said).toContain('messaging leaves a message for alice: bob has called');
    expect(said).toContainEqual(expect.stringMatching(/^alice's phone has [1-9]\d* messages$/));
  });

  it('keeps the services’ secrets for their owner alone, out of its words', async () => {
    const file = join(data, 'example-services.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const services = JSON.parse(await readFile(file, 'utf8')) as { secret: string }[];
    expect(services).toHaveLength(3);
    const words = JSON.stringify(dev.events) + dev.errors;
    for (const { secret } of services) expect(words).not.toContain(secret);
  });

  it('goes on without the story where somebody of it was erased, and says so', async () => {
    const again = (): Group => {
      dev = Group.start(process.execPath, [LIAISON, 'dev', '--json', '--data', data]);
      return dev;
    };
    const first = again();
    await first.event('it is ready', ({ event }) => event === 'ready');
    const { code } = await typed(`npx liaison user erase bob --data '${data}'`, folder);
    expect(code).toBe(0);
    first.signal('SIGINT');
    expect(await first.gone).toBe(0);
    const second = again();
    const { line } = await second.event('it is told', ({ event, line: said }) => {
      return event === 'story' && String(said).includes('is not played');
    });
    expect(line).toMatch(/^the example is not played: bob was erased here; .*--data/);
    second.signal('SIGINT');
    expect(await second.gone).toBe(0);
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
