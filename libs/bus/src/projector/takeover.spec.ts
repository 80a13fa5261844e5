import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import { type Count, Counter } from '../fixtures/counter.js';
import { SpecKeys, writeFact } from '../fixtures/fact-writer.js';
import type { SpecEngine } from '../fixtures/engine-of-a-spec.js';
import { playground } from '../fixtures/playground.js';
import { until } from '../fixtures/until.js';
import { Ownership } from '../ownership/ownership.js';
import { Projector } from './projector.js';

const PROGRAM = join(process.cwd(), 'libs/bus/dist/fixtures/replica-process.js');
const PARTITIONS = 8;
const USERS = Array.from({ length: 24 }, (_, n) => `user${n}`);

/** Under which incarnations of its lease replica b has written. */
const incarnationsOf = (owners: readonly string[]): string[] => {
  const ofB = owners.filter((owner) => owner.startsWith('b.'));
  return [...new Set(ofB.map((owner) => owner.split('.').slice(1, 3).join('.')))];
};

describe('partitions taken over under load', () => {
  let ground: SpecEngine;
  let writer: Bus;
  let written: Map<string, { facts: number; src: number }>;
  let load: { stop(): Promise<void> } | undefined;
  const leave: (() => Promise<void>)[] = [];

  beforeAll(() => Logger.overrideLogger(false));
  afterEach(async () => {
    await load?.stop();
    await Promise.all(leave.splice(0).map((stop) => stop()));
    await ground.end();
  });

  async function begin(): Promise<void> {
    ground = await playground(PARTITIONS);
    writer = await ground.connect('writer');
    written = new Map();
  }
  /** Writes facts of all users in turn until it is stopped. */
  function loaded(): { stop(): Promise<void> } {
    const stopping = new AbortController();
    const running = (async () => {
      for (let n = 0; !stopping.signal.aborted; n++) {
        const user = USERS[n % USERS.length]!;
        const src = await writeFact(writer, { kind: 'terminal', user, terminal: 't' });
        written.set(user, { facts: (written.get(user)?.facts ?? 0) + 1, src });
      }
    })();
    return {
      stop: async () => {
        stopping.abort();
        await running;
      },
    };
  }
  async function states(): Promise<Map<string, Count & { stored: number }>> {
    const found = new Map<string, Count & { stored: number }>();
    const filter = `${writer.subjects.prefix}.state.>`;
    const all = await writer.jsm.direct.getLastMessagesFor('STATE', { multi_last: [filter] });
    for await (const message of all) {
      const count = { ...message.json<Count>(), stored: message.seq };
      found.set(writer.subjects.userOf(message.subject), count);
    }
    return found;
  }
  async function everyStateIsTheFold(): Promise<void> {
    await until('every user is up to date', async () => {
      const found = await states();
      return [...written].every(([user, { src }]) => found.get(user)?.src === src);
    });
    const found = await states();
    for (const [user, { facts, src }] of written) {
      expect({ user, ...found.get(user) }).toMatchObject({ user, facts, src });
    }
  }
  async function replica(name: string): Promise<{ ownership: Ownership; projector: Projector }> {
    const bus = await ground.connect(name);
    const ownership = new Ownership({ bus, app: 'counter', replica: name });
    const projector = new Projector({
      name: 'counter',
      bus,
      ownership,
      keys: new SpecKeys(),
      factory: (_, context) => new Counter(bus, context),
    });
    projector.start();
    leave.push(() => ownership.stop());
    await ownership.start();
    return { ownership, projector };
  }
  async function child(name: string): Promise<{ process: ChildProcess; owned: Set<number> }> {
    expect(existsSync(PROGRAM)).toBe(true);
    const made = fork(PROGRAM, ['counter', name, JSON.stringify(ground.settings)]);
    const owned = new Set<number>();
    made.on('message', (told: { gained?: number; lost?: number }) => {
      if (told.gained !== undefined) owned.add(told.gained);
      if (told.lost !== undefined) owned.delete(told.lost);
    });
    leave.push(async () => {
      if (made.exitCode !== null || made.signalCode !== null) return;
      const gone = once(made, 'exit');
      made.kill('SIGKILL');
      await gone;
    });
    await until('the child owns its share', () => owned.size > 0);
    return { process: made, owned };
  }

  it('by a second replica, and back when it leaves: every state is the fold', async () => {
    await begin();
    const a = await replica('a');
    load = loaded();
    await until('a has counted', async () => (await states()).size === USERS.length);
    const b = await replica('b');
    await until('shared', () => a.ownership.owned().length + b.ownership.owned().length === 8);
    await until('b is live', () => b.ownership.owned().every((p) => b.projector.live(p)));
    const before = performance.now();
    await b.ownership.stop();
    await until('a owns all', () => a.ownership.owned().length === PARTITIONS);
    expect(performance.now() - before).toBeLessThan(2_500);
    await load.stop();
    await everyStateIsTheFold();
  });

  it('from a process killed with -9, within its lease', async () => {
    await begin();
    const a = await replica('a');
    const b = await child('b');
    load = loaded();
    await until('shared', () => a.ownership.owned().length + b.owned.size === PARTITIONS);
    await until('all have counted', async () => (await states()).size === USERS.length);
    b.process.kill('SIGKILL');
    await until('a owns all', () => a.ownership.owned().length === PARTITIONS);
    await load.stop();
    await everyStateIsTheFold();
  });

  it('from a frozen process, which writes nothing any more when it wakes', async () => {
    await begin();
    const a = await replica('a');
    const b = await child('b');
    load = loaded();
    await until('shared', () => a.ownership.owned().length + b.owned.size === PARTITIONS);
    await until('b has counted', async () =>
      [...(await states()).values()].some(({ owner }) => owner.startsWith('b.')),
    );
    const owners = [...(await states()).values()].map(({ owner }) => owner);
    const frozenUnder = incarnationsOf(owners);
    const before = performance.now();
    b.process.kill('SIGSTOP');
    await until('a owns all', () => a.ownership.owned().length === PARTITIONS);
    expect(performance.now() - before).toBeLessThan(8_000);
    const all = [...Array(PARTITIONS).keys()];
    await until('a is live', () => all.every((p) => a.projector.live(p)));
    await until('a has written all', async () =>
      [...(await states()).values()].every(({ owner }) => owner.startsWith('a.')),
    );
    const heard: string[] = [];
    const listening = writer.nc.subscribe(`${writer.subjects.prefix}.live.>`, {
      callback: (_, message) => void heard.push(message.json<Count>().owner),
    });
    await writer.nc.flush();
    b.process.kill('SIGCONT');
    await until('b owns its share afresh', () => a.ownership.owned().length < PARTITIONS);
    await until('b writes afresh', () => heard.some((owner) => owner.startsWith('b.')));
    await load.stop();
    await everyStateIsTheFold();
    listening.unsubscribe();
    expect(frozenUnder).toHaveLength(1);
    expect(incarnationsOf(heard)).not.toContain(frozenUnder[0]);
  });

  it('over a restart of the engine: nothing is lost or counted twice', async () => {
    await begin();
    await replica('a');
    for (let round = 0; round < 40; round++) {
      const user = USERS[round % USERS.length]!;
      const src = await writeFact(writer, { kind: 'terminal', user, terminal: 't' });
      written.set(user, { facts: (written.get(user)?.facts ?? 0) + 1, src });
    }
    await ground.restart();
    for (let round = 0; round < 40; round++) {
      const user = USERS[round % USERS.length]!;
      const src = await writeFact(writer, { kind: 'terminal', user, terminal: 't' });
      written.set(user, { facts: (written.get(user)?.facts ?? 0) + 1, src });
    }
    await everyStateIsTheFold();
  });
});
