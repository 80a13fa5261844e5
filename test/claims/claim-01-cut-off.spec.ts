import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { Proxy } from '../harness/proxy.js';
import { NETWORKS, type Network, System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

/** A gateway's lease, how long before its end its terminals are closed, and what others may take. */
const LEASE_MS = 10_000;
const CLOSED_BEFORE_MS = 2_000;
const GONE_WITHIN_MS = LEASE_MS + 2_000;
/** What our own clock and a busy machine may add to it. */
const SLACK_MS = 500;

/** The gateways: of those who look on; one to be frozen; one behind a cable. */
const SOUND = 0;
const FROZEN = 1;
const CABLED = 2;

let system: System;
let cable: Proxy;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
  cable = await Proxy.to(system.natsUrl);
  await system.startBox('gateway', { LIAISON_NATS_URL: cable.url });
});
afterAll(async () => {
  await system?.stop();
  await cable?.stop();
});

interface Stranded extends Person, ConnectedTerminal {
  readonly network: Network;
}

interface Cast {
  /** Their terminals are on the gateway in question, one on each network; both watch alice. */
  readonly stranded: readonly Stranded[];
  /** Elsewhere: alice, who is going to hide, and somebody who watches the stranded. */
  readonly alice: Person & ConnectedTerminal;
  readonly watching: Terminal;
}

async function cast(gateway: number): Promise<Cast> {
  const alice = await connected('alice', SOUND);
  const hidden = modeOf('hidden', 2, { availability: { state: 'unknown' } });
  await useProfile(alice.terminal, profileOf({ modes: [modeOf('office', 1), hidden] }));
  const stranded: Stranded[] = [];
  for (const network of NETWORKS) {
    stranded.push({ network, ...(await connected('bob', gateway, network)) });
  }
  for (const { terminal } of stranded) {
    await useProfile(terminal, profileOf({ contacts: [alice.user] }));
    await terminal.shows(alice.user, 'connectable');
  }
  const { terminal: watching } = await connected('dave', SOUND);
  await useProfile(watching, profileOf({ contacts: stranded.map(({ user }) => user) }));
  for (const { user } of stranded) await watching.shows(user, 'connectable');
  return { stranded, alice, watching };
}

async function connected(
  name: string,
  gateway: number,
  network: Network = 'websocket',
): Promise<Person & ConnectedTerminal> {
  const person = await addPerson(system, name);
  return { ...person, ...(await connectNew(system, person, { gateway, network })) };
}

/** Elsewhere alice hides, and those on the gateway are found gone in time. */
async function meanwhile({ stranded, alice, watching }: Cast, sinceMs: number): Promise<void> {
  await alice.terminal.call('mode.activate', { mode: 'hidden' });
  for (const { user } of stranded) await watching.shows(user, 'not-connectable', GONE_WITHIN_MS);
  expect(performance.now() - sinceMs).toBeLessThan(GONE_WITHIN_MS + SLACK_MS);
}

/** After the frames it had before, a terminal was told of its end and of nothing else. */
async function wasOnlyClosed({ terminal, network }: Stranded, before: number): Promise<void> {
  expect((await terminal.closed).code).toBe(network === 'http' ? 0 : 1012);
  const frames = terminal.frames
    .slice(before)
    .map((text) => JSON.parse(text) as Record<string, unknown>);
  // What it asked comes by another line over HTTP: it is told to come back.
  const told = frames.filter((frame) => 'method' in frame);
  expect(told).toEqual([
    {
      jsonrpc: '2.0',
      method: 'closing',
      params: { code: 'lease-lost', retryAfterMs: expect.any(Number) },
    },
  ]);
  const answers = network === 'http' ? frames.filter((frame) => !told.includes(frame)) : [];
  for (const answer of answers) {
    expect(answer).toMatchObject({ error: { data: { code: 'unavailable' } } });
  }
  expect(frames).toHaveLength(told.length + answers.length);
}

/** They come back through the same gateway, and are shown what holds now. */
async function comeBack({ stranded, alice, watching }: Cast, gateway: number): Promise<void> {
  for (const one of stranded) {
    const { terminal, connection } = await until('the gateway takes terminals again', () =>
      connectAgain(system, one, gateway, one.network).catch(() => undefined),
    );
    expect(connection).not.toBe(one.connection);
    expect(terminal.notes[0]?.params['contacts']).toEqual([[alice.user, 'unknown']]);
    await watching.shows(one.user, 'connectable');
  }
}

it('C1.15 a gateway frozen past its lease closes every terminal itself and tells it nothing else', async () => {
  const there = await cast(FROZEN);
  const before = there.stranded.map(({ terminal }) => terminal.frames.length);
  const frozenMs = performance.now();
  await system.box('gateway', FROZEN).signal('SIGSTOP');
  await meanwhile(there, frozenMs);
  // It is asked while it sleeps: an answer would come from before.
  for (const { terminal } of there.stranded) {
    terminal.sendRaw(
      `{"jsonrpc":"2.0","id":99,"method":"connectability.get","params":{"user":"${there.alice.user}"}}`,
    );
  }
  await system.box('gateway', FROZEN).signal('SIGCONT');
  for (const [index, one] of there.stranded.entries()) await wasOnlyClosed(one, before[index] ?? 0);
  await comeBack(there, FROZEN);
});

for (const [how, cut] of [
  ['without a word', () => cable.silence()],
  ['with a broken line', () => cable.cut()],
] as const) {
  it(`C1.15 a gateway cut off from the bus ${how} closes every terminal before its lease ends`, async () => {
    const there = await cast(CABLED);
    const before = there.stranded.map(({ terminal }) => terminal.frames.length);
    const cutMs = performance.now();
    cut();
    const gone = meanwhile(there, cutMs);
    for (const [index, one] of there.stranded.entries()) {
      await wasOnlyClosed(one, before[index] ?? 0);
    }
    expect(performance.now() - cutMs).toBeLessThan(LEASE_MS - CLOSED_BEFORE_MS + SLACK_MS);
    await gone;
    cable.heal();
    await comeBack(there, CABLED);
  });
}
