import { type Person, addPerson, connectNew } from '../harness/people.js';
import type { System } from '../harness/system.js';
import { HandOvers } from './hand-overs.js';
import { percentile } from './measure.js';
import { publishProbe } from './probe.js';
import { Parts, type Row, row } from './report.js';
import { processesOf } from './site.js';
import { type Saying, Talk, type Talked } from './talk.js';
import { Talker } from './talker.js';

const SERVICES = 5;
const RECEIVERS = 2;
const USERS = 5;
const OUTSTANDING = 500;
const EVENTS = 20_000;
const WARM_UP = 10_000;
const RUNS = 3;
/** With it an event is about as long as the fact of the probe. */
const TEXT_CHARS = 110;
/** Copies a service may have that it has not acknowledged. */
const IN_FLIGHT = 256;

/** P10: service events accepted → matched → logged for each wanting service → delivered. */
export async function serviceEvents(system: System): Promise<Row[]> {
  const talkers = await talkersOf(system);
  try {
    return await take(system, talkers, await usersOf(system, talkers));
  } finally {
    for (const talker of talkers) await talker.close();
  }
}

async function take(
  system: System,
  talkers: readonly Talker[],
  users: readonly Person[],
): Promise<Row[]> {
  const handOvers = await HandOvers.of(system);
  const sayings = talkers.map((talker, i) => sayingOf(talkers, talker, { i, users }));
  const durables = talkers.map(({ durable }) => durable);
  const loop = {
    outstanding: OUTSTANDING,
    processes: processesOf(system),
    settled: () => handOvers.acknowledged(durables),
  };
  const warm = await Talk.closed(sayings, { ...loop, count: WARM_UP, run: 'warm' });
  await handOvers.count(warm.ids, RECEIVERS);
  const taken: Taken[] = [];
  for (let run = 0; run < RUNS; run++) {
    const probe = await publishProbe(system);
    const talked = await Talk.closed(sayings, { ...loop, count: EVENTS, run: `run${run}` });
    const matches = await handOvers.count(talked.ids, RECEIVERS);
    taken.push({ probe, talked, matches });
  }
  return rowsOf(taken);
}

interface Taken {
  readonly probe: number;
  readonly talked: Talked;
  readonly matches: number;
}

function rowsOf(taken: readonly Taken[]): Row[] {
  const id = 'P10';
  const each = (of: (one: Taken) => number): number[] => taken.map(of);
  const cost = ({ talked }: Taken): number => (1e6 * talked.cpuSeconds) / talked.events;
  const parts = new Parts();
  for (const { talked } of taken) parts.add(talked.cpuBy, 1e6 / talked.events);
  const loop = `${SERVICES} services, each event to ${RECEIVERS}`;
  const p99 = (of: (talked: Talked) => readonly number[]): number[] =>
    each(({ talked }) => percentile(of(talked), 0.99));
  return [
    row(
      { id, what: `service events in, ${loop}`, unit: '/s', goal: '>= 5000', by: 'rate' },
      each(({ talked }) => talked.events / talked.seconds),
    ),
    row({ id, what: 'service events, server CPU an event', unit: 'µs', goal: '' }, each(cost)),
    ...parts.rows(id, 'µs'),
    row(
      { id, what: 'one js.publish, client and engine', unit: 'µs', goal: '' },
      each((t) => t.probe),
    ),
    row(
      { id, what: 'a service event beside js.publish', unit: '×', goal: '<= 7' },
      each((one) => cost(one) / one.probe),
    ),
    row(
      { id, what: 'events in one match', unit: '', goal: '' },
      each(({ talked, matches }) => talked.events / matches),
    ),
    row(
      { id, what: 'event stored, p99', unit: 'ms', goal: '' },
      p99((t) => t.toStored),
    ),
    row(
      {
        id,
        what: `event at all its receivers, p99 with ${OUTSTANDING} outstanding`,
        unit: 'ms',
        goal: '',
      },
      p99((t) => t.toAll),
    ),
    row(
      { id, what: 'generator CPU an event', unit: 'µs', goal: '' },
      each(({ talked }) => (1e6 * talked.ownCpuSeconds) / talked.events),
    ),
  ];
}

const nameOf = (i: number): string => `talker-${i % SERVICES}`;
const typeOf = (i: number): string => `word.said${i % SERVICES}`;

/** Each emits a type of its own, with a schema, and wants those of the two before it. */
async function talkersOf(system: System): Promise<readonly Talker[]> {
  const schema = {
    type: 'object',
    required: ['n', 'text'],
    properties: { n: { type: 'integer' }, text: { type: 'string', maxLength: 256 } },
    additionalProperties: false,
  };
  const talkers: Talker[] = [];
  for (let i = 0; i < SERVICES; i++) {
    const before = Array.from({ length: RECEIVERS }, (_, back) => i + SERVICES - 1 - back);
    const declaration = {
      emits: [{ type: typeOf(i), about: 'user', schema }],
      wants: before.map((from) => ({ type: typeOf(from), from: nameOf(from) })),
      inFlight: IN_FLIGHT,
    };
    talkers.push(await Talker.start(system, nameOf(i), declaration));
  }
  return talkers;
}

/** Users who have activated all services: events are about them. */
async function usersOf(system: System, talkers: readonly Talker[]): Promise<readonly Person[]> {
  const users: Person[] = [];
  for (let i = 0; i < USERS; i++) {
    const person = await addPerson(system, `user${i}`);
    const { terminal } = await connectNew(system, person);
    for (const { service } of talkers) await terminal.call('service.activate', { service });
    await terminal.close();
    users.push(person);
  }
  return users;
}

function sayingOf(
  talkers: readonly Talker[],
  talker: Talker,
  { i, users }: { readonly i: number; readonly users: readonly Person[] },
): Saying {
  const type = typeOf(i);
  const receivers = Array.from({ length: RECEIVERS }, (_, ahead) => nameOf(i + 1 + ahead));
  const body = (id: string, place: number): string =>
    JSON.stringify({
      specversion: '1.0',
      id,
      source: `/${talker.service}`,
      type,
      subject: users[Math.floor(place / talkers.length) % users.length]?.user,
      time: new Date().toISOString(),
      data: { n: place, text: 'x'.repeat(TEXT_CHARS) },
    });
  return { type, talker, receivers, body };
}
