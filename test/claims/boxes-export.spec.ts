import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { quiet, until } from '../harness/await.js';
import { Liaison, done } from '../harness/at-work.js';
import { wholeLog } from '../harness/log.js';
import { matched } from '../harness/matches.js';
import {
  type ConnectedTerminal,
  addPerson,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { Service, accepted, durableOf, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

type Line = Readonly<Record<string, unknown>>;

const STREAMS = ['FACTS', 'REGISTRY', 'EVENTS_IN', 'DELIVERY'];
const BEGINNING = STREAMS.map((stream) => `${stream}:0`).join(',');
const SECRET = 'a label that is sealed';
const EMITS = [
  { type: 'tick', about: 'nobody' },
  { type: 'news', about: 'user' },
];
const PACE_MS = 60;

let system: System;
let paper: Service;
let alice: ConnectedTerminal;
beforeAll(async () => {
  system = await System.start({ services: true });
  paper = await Service.connect(system, await newService(system, 'paper'), { emits: EMITS });
  alice = await connectNew(system, await addPerson(system, 'alice'));
  const modes = [modeOf('office', 1), modeOf('away', 2)];
  await useProfile(alice.terminal, profileOf({ label: SECRET, modes }));
});
afterAll(async () => system?.stop());

/** What a service was counted for, over all days (midnight may pass). */
async function usageOf(service: string): Promise<Record<string, number>> {
  const [told] = await done(system, 'export', 'usage');
  const sums: Record<string, number> = {};
  for (const row of (told?.['items'] ?? []) as readonly Line[]) {
    if (row['service'] !== service) continue;
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
    }
  }
  return sums;
}

const exported = (...flags: string[]): Promise<readonly Line[]> =>
  done(system, 'export', 'log', ...flags);

const without = (line: Line): Line => {
  const { cursor: _, ...rest } = line;
  return rest;
};

const ofStream = (lines: readonly Line[], stream: string): readonly Line[] =>
  lines.filter((line) => line['stream'] === stream).map(without);

it('M8 usage per service and day is what was emitted, and what became of each notification', async () => {
  const wants = { wants: [{ type: 'tick', from: paper.service }] };
  const desk = await Service.connect(system, await newService(system, 'desk'), wants);
  const away = await Service.connect(system, await newService(system, 'away'), wants);
  await away.leave();
  const fussy = await newService(system, 'fussy');
  const picky = await Service.connect(system, fussy, wants, { consumes: false });
  for (let n = 0; n < 5; n++) await paper.emit('tick');
  const id = await paper.emit('tick');
  await paper.emit('tick', { id });
  await paper.emit('news');
  await matched(system, paper.service, 8);
  await desk.hears(6);
  const first = await durableOf(picky.nc, picky.welcome).next({ expires: 15_000 });
  first?.term();
  const counted = await until('all of it is counted', async () => {
    const [one, other] = [await usageOf(desk.service), await usageOf(picky.service)];
    return one['acknowledged'] === 6 && other['parked'] === 1 ? [one, other] : undefined;
  });
  const nothing = { emitted: 0, matched: 0, refused: 0, users: 0, replayed: 0, expired: 0 };
  expect(counted).toEqual([
    { ...nothing, notified: 6, acknowledged: 6, parked: 0 },
    { ...nothing, notified: 6, acknowledged: 0, parked: 1 },
  ]);
  const { items } = await accepted(system, 'notification', 'parked.list', {
    service: picky.service,
  });
  const [{ copy }] = items as [{ copy: string }];
  await accepted(system, 'notification', 'parked.replay', { service: picky.service, copy });
  await until(
    'the replay is counted',
    async () => (await usageOf(picky.service))['replayed'] === 1,
  );
  expect(await usageOf(away.service)).toMatchObject({ notified: 6, acknowledged: 0, parked: 0 });
  expect(await usageOf(paper.service)).toMatchObject({
    emitted: 6,
    matched: 6,
    refused: 1,
    notified: 0,
  });
  const today = new Date().toISOString().slice(0, 10);
  const [none] = await done(system, 'export', 'usage', '--to', '2020-01-01');
  expect(none).toEqual({ items: [] });
  const [some] = await done(system, 'export', 'usage', '--from', '2020-01-01', '--to', today);
  expect(((some?.['items'] ?? []) as Line[]).map(({ day }) => String(day).length)).toContain(10);
});

it('M8 the log is exported while the system runs; an export that is gone on with is one export', async () => {
  const stopping = new AbortController();
  const traffic = (async () => {
    for (let n = 0; !stopping.signal.aborted; n++) {
      await paper.emit('tick');
      await alice.terminal.call('mode.activate', { mode: n % 2 === 0 ? 'away' : 'office' });
      await quiet(PACE_MS);
    }
  })();
  const parts: Line[] = [...(await exported('--max', '25'))];
  expect(parts).toHaveLength(25);
  const cursor = (): string => String(parts.at(-1)?.['cursor']);
  parts.push(...(await exported('--after', cursor())));
  const killed = Liaison.start(system, 'export', 'log', '--after', cursor());
  await until('a line is there', () => killed.lines.length > 1);
  killed.signal('SIGKILL');
  await killed.gone;
  // The last line may be half a line.
  parts.push(...killed.lines.slice(0, -1).map((line) => JSON.parse(line) as Line));
  parts.push(...(await exported('--after', cursor())));
  stopping.abort();
  await traffic;
  const whole = await until('the log stands still', async () => {
    const [one, other] = [await exported(), await exported()];
    return one.length === other.length && one;
  });
  parts.push(...(await exported('--after', cursor())));
  for (const stream of STREAMS) {
    const one = ofStream(whole, stream);
    expect([stream, ofStream(parts, stream)]).toEqual([stream, one]);
    expect([stream, one.length > 0]).toEqual([stream, true]);
  }
  // In a log that stands still the rest after any line is the rest of the lines, byte by byte.
  const middle = Math.floor(whole.length / 2);
  const rest = await exported('--after', String(whole[middle]?.['cursor']));
  expect(rest).toEqual(whole.slice(middle + 1));
});

it('M8 every message is one line: a CloudEvent, facts as they are stored, what is sealed stays so', async () => {
  const lines = await exported('--after', BEGINNING);
  const jsm = await jetstreamManager(system.operator);
  for (const stream of STREAMS) {
    const { messages } = (await jsm.streams.info(stream)).state;
    const of = lines.filter((line) => line['stream'] === stream);
    expect([stream, of.length]).toEqual([stream, messages]);
  }
  for (const line of lines) {
    for (const name of ['id', 'source', 'type', 'recordedtime', 'cursor']) {
      expect([name, typeof line[name]]).toEqual([name, 'string']);
    }
    expect(line['specversion']).toBe('1.0');
    const names = Object.keys(line).filter((name) => !/^[a-z0-9]+$/.test(name));
    expect(names).toEqual([]);
  }
  const facts = lines.filter((line) => line['stream'] === 'FACTS');
  for (const [at, stored] of (await wholeLog(system)).entries()) {
    const { lies: _, recordedMs, previousSequence: __, sequence, ...fact } = stored;
    const { stream: ___, cursor: ____, ...line } = facts[at] ?? {};
    const recordedtime = new Date(recordedMs).toISOString();
    expect(line).toEqual({ ...fact, sequence: String(sequence), recordedtime });
  }
  expect(JSON.stringify(lines)).not.toContain(SECRET);
  const some = await exported('--stream', 'REGISTRY');
  expect(some.map(without)).toEqual(ofStream(lines, 'REGISTRY'));
});

it('M8 a cursor that is none, or of another log, is refused', async () => {
  const wrong = Liaison.start(system, 'export', 'log', '--after', 'FACTS:1');
  expect([await wrong.gone, wrong.lines]).toEqual([2, []]);
  const ahead = BEGINNING.replace('FACTS:0', 'FACTS:999999999');
  const other = Liaison.start(system, 'export', 'log', '--after', ahead);
  expect([await other.gone, other.lines]).toEqual([1, []]);
  expect(other.errors).toMatch(/ahead of FACTS[\s\S]*from the beginning/);
});
