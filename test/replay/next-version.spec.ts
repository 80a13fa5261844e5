import { randomUUID } from 'node:crypto';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { type Change, type NextVersion, nextVersion } from '../harness/next-version.js';
import {
  type ConnectedTerminal,
  addUser,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import type { Program } from '../harness/processes.js';
import { System } from '../harness/system.js';
import { CONNECTED_V2, ROWS_V4, WRITES_V2 } from './next-changes.js';

const USERS = Array.from({ length: 12 }, (_, n) => `user${n}`);
const VIEWER = 'viewer';
/** Who shares the partitions goes by their names: with these each of them has some of the users. */
const OLD = ['old-a', 'old-b'];
const [NEXT, NEXT_AGAIN] = ['next', 'next-again'];
const WITHIN_MS = 120_000;

interface Stored {
  readonly v: number;
  readonly terminals?: Readonly<Record<string, Device>>;
  readonly devices?: Readonly<Record<string, Device>>;
}
interface Device {
  readonly connection?: string;
  readonly secured?: boolean;
}

const ready = ({ ready: { url } }: Program): Promise<Response> => fetch(`${String(url)}/ready`);
async function isReady(program: Program): Promise<void> {
  await until('the next version is ready', async () => (await ready(program)).ok, 30_000);
}

/** How many partitions a replica owns, by its metrics. */
async function sharesOf({ ready: { url } }: Program): Promise<number> {
  const text = await (await fetch(`${String(url)}/metrics`)).text();
  return Number(/^liaison_partitions_owned\S* (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** Two replicas of availability as it is, and one of a next version of it beside them. */
describe('a next version', () => {
  let system: System;
  let jsm: JetStreamManager;
  let old: readonly Program[];
  let next: Program;
  let script: string;
  let viewer: ConnectedTerminal;
  const phones = new Map<string, ConnectedTerminal>();
  const versions: NextVersion[] = [];

  beforeAll(async () => {
    system = await System.start({ replicas: { availability: 0 } });
    jsm = await jetstreamManager(system.operator);
    old = await Promise.all(OLD.map((name) => replica(name)));
    for (const user of [...USERS, VIEWER]) {
      phones.set(user, await connectNew(system, await addUser(system, user)));
    }
    viewer = phones.get(VIEWER)!;
    await useProfile(viewer.terminal, profileOf({ contacts: USERS }));
    const off = modeOf('off', 2, { availability: { state: 'not-available' } });
    const profile = profileOf({ modes: [modeOf('office', 1), off] });
    for (const user of USERS) await useProfile(phones.get(user)!.terminal, profile);
  }, WITHIN_MS);
  afterAll(async () => {
    await Promise.all([...phones.values()].map(({ terminal }) => terminal.close()));
    await system.stop();
    await Promise.all(versions.map((version) => version.remove()));
  });

  function replica(name: string, script?: string): Promise<Program> {
    return system.startBox('availability', { LIAISON_REPLICA: name }, script);
  }
  async function built(box: 'availability' | 'access-monitor', changes: readonly Change[]) {
    const version = await nextVersion(box, changes);
    versions.push(version);
    return version.script;
  }

  /** Each user's terminal connects once more. */
  async function everybodyConnects(at: string): Promise<void> {
    const [lease = ''] = await subjectsOf('LEASES', 'liaison.leases.gateway.*');
    const gateway = lease.slice(lease.lastIndexOf('.') + 1);
    for (const user of USERS) {
      const terminal = phones.get(user)!.id;
      const connection = `${at}-${user}`;
      const where = { user, terminal, connection, gateway, network: 'http' };
      const answer = await system.command('access-monitor', 'terminal.connect', where);
      expect(answer.accepted).toBeDefined();
    }
  }
  /** The types of the last fact of each user's terminal. */
  async function lastOfAll(kind: 'terminal'): Promise<ReadonlySet<string>> {
    const types = USERS.map(async (user) => {
      const last_by_subj = `liaison.facts.*.${kind}.${user}.*`;
      return (await jsm.streams.getMessage('FACTS', { last_by_subj }))?.header.get('Liaison-Type');
    });
    return new Set((await Promise.all(types)).map(String));
  }
  /** The rows of users in the set of that name. */
  async function rowsIn(set: string): Promise<ReadonlyMap<string, Stored>> {
    const rows = await system.store.rows(`${set}.`);
    const users = [...rows].filter(([place]) => place.split('.').length === 3);
    return new Map(
      users.map(([place, { state }]) => [place.split('.')[2] ?? '', JSON.parse(state) as Stored]),
    );
  }
  async function subjectsOf(stream: string, filter: string): Promise<readonly string[]> {
    const { state } = await jsm.streams.info(stream, { subjects_filter: filter });
    return Object.keys(state.subjects ?? {});
  }
  /** Everybody's mode changes, and the viewer is told of each. */
  async function everybodyMoves(): Promise<void> {
    for (const [mode, state] of [
      ['off', 'not-connectable'],
      ['office', 'connectable'],
    ] as const) {
      for (const user of USERS) {
        const told = viewer.terminal.next(
          ({ method, params }) =>
            method === 'connectability' && params['user'] === user && params['state'] === state,
          15_000,
        );
        const answer = await system.command('access-monitor', 'mode.activate', { user, mode });
        expect(answer.accepted).toBeDefined();
        await told;
      }
    }
  }

  it('has its rows built beside those that hold, from old facts, before it owns anything', async () => {
    await everybodyMoves();
    await until('the rows are stored', async () => {
      const rows = await rowsIn('availability');
      return USERS.every((user) => Object.keys(rows.get(user)?.terminals ?? {}).length === 1);
    });
    const isThere = new AbortController();
    const moving = (async () => {
      while (!isThere.signal.aborted) await everybodyMoves();
    })();
    script = await built('availability', [...CONNECTED_V2, ...ROWS_V4]);
    next = await replica(NEXT, script);
    await isReady(next);
    isThere.abort();
    await moving;
    const [own, former] = [await rowsIn('availability-v4'), await rowsIn('availability')];
    for (const user of USERS) {
      const row = own.get(user);
      expect(row?.v).toBe(4);
      // What nobody said when it was recorded the upcaster says.
      const [device] = Object.values(row?.devices ?? {});
      expect(device).toMatchObject({
        connection: phones.get(user)!.connection,
        secured: false,
      });
      expect(former.get(user)?.v).toBe(3);
    }
  });

  it('shares the partitions with those before it: everybody is told the same, nothing is lost', async () => {
    const owned = await until('all have a share', async () => {
      const shares = await Promise.all([...old, next].map(sharesOf));
      return shares.every((share) => share > 0) && shares;
    });
    expect(owned.reduce((sum, share) => sum + share, 0)).toBe(16);
    await everybodyMoves();
    for (const program of old) expect((await ready(program)).ok).toBe(true);
  });

  it('may be killed: those before it go on with what it had, and so does it when it is back', async () => {
    await next.signal('SIGKILL');
    await everybodyMoves();
    next = await replica(NEXT_AGAIN, script);
    await isReady(next);
    await everybodyMoves();
  });

  it('writes version 1 of a fact while nobody has said that all know the next one', async () => {
    const monitor = system.box('access-monitor');
    const writing = await built('access-monitor', [...CONNECTED_V2, ...WRITES_V2]);
    await isReady(await system.startBox('access-monitor', {}, writing));
    await monitor.signal('SIGTERM');
    await everybodyConnects('first');
    expect(await lastOfAll('terminal')).toEqual(new Set(['liaison.terminal.connected.v1']));
    for (const program of [...old, next]) expect((await ready(program)).ok).toBe(true);
    await everybodyMoves();
  });

  it('is understood by itself alone: who does not know version 2 of a fact stops there, and says so', async () => {
    const { config } = await jsm.streams.info('FACTS');
    const metadata = { ...config.metadata, 'liaison-version-terminal.connected': '2' };
    await jsm.streams.update('FACTS', { ...config, metadata });
    await until('version 2 is written', async () => {
      await everybodyConnects(randomUUID().slice(0, 8));
      const types = await lastOfAll('terminal');
      return types.size === 1 && types.has('liaison.terminal.connected.v2');
    });
    for (const program of old) {
      const says = async (): Promise<string | false> => {
        const said = await ready(program);
        return !said.ok && said.text();
      };
      const why = await until('it says so', says);
      expect(why).toMatch(/stands still.*terminal\.connected\.v2.*deploy its reader first/);
    }
    expect((await ready(next)).ok).toBe(true);
    // As long as somebody lives who reads them, their rows stay.
    const former = await rowsIn('availability');
    for (const user of [...USERS, VIEWER]) expect(former.get(user)?.v).toBe(3);
  });

  it('goes on with what the others left, whole, once they end', async () => {
    for (const program of old) await program.signal('SIGTERM');
    await until('all is folded', async () => {
      const rows = await rowsIn('availability-v4');
      return USERS.every(
        (user) => Object.values(rows.get(user)?.devices ?? {})[0]?.secured === true,
      );
    });
    expect(await sharesOf(next)).toBe(16);
    await everybodyMoves();
  });

  it('drops what is left of the rows before it, when nobody is who could read them', async () => {
    await until('they are gone', async () => {
      const left = [
        ...(await system.store.rows('availability.')).keys(),
        ...(await subjectsOf('CKPT', 'liaison.ckpt.availability.*')),
      ];
      return left.length === 0;
    });
    await everybodyMoves();
    expect((await rowsIn('availability-v4')).has(VIEWER)).toBe(true);
  });
});
