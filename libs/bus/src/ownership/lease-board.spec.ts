import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import type { SpecEngine } from '../fixtures/engine-of-a-spec.js';
import { playground } from '../fixtures/playground.js';
import { until } from '../fixtures/until.js';
import { LeaseBoard } from './lease-board.js';
import { lastLease } from './lease-message.js';
import { Lease } from './lease.js';

describe('the board of who is alive', () => {
  let ground: SpecEngine;
  let bus: Bus;
  const boards: LeaseBoard[] = [];
  const leases: Lease[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    ground = await playground();
    bus = await ground.connect('board');
  });
  afterAll(async () => {
    await Promise.all(leases.map((lease) => lease.resign()));
    await Promise.all(boards.map((board) => board.stop()));
    await ground.end();
  });

  function board(app: string): { board: LeaseBoard; told: string[] } {
    const made = new LeaseBoard(bus, bus.subjects.replicaLeases(app));
    const told: string[] = [];
    made.onJoined(({ id }) => told.push(`+${id}`));
    made.onLeft(({ id }) => told.push(`-${id}`));
    boards.push(made);
    return { board: made, told };
  }
  async function alive(app: string, id: string, on: Bus = bus): Promise<Lease> {
    const subject = on.subjects.replicaLease(app, id);
    const lease = new Lease({
      bus: on,
      subject,
      ttlMs: 2_000,
      renewMs: 100,
      about: { at: id },
    });
    leases.push(lease);
    await lease.start();
    return lease;
  }

  it('is empty and current where nobody is', async () => {
    const { board: empty } = board('nobody');
    await empty.start();
    expect(empty.current).toBe(true);
    expect(empty.members().size).toBe(0);
  });

  it('shows who was there before it, who comes, and who resigns', async () => {
    await alive('one', 'a');
    const { board: shown, told } = board('one');
    await shown.start();
    expect([...shown.members().keys()]).toEqual(['a']);
    const b = await alive('one', 'b');
    await until('b is shown', () => told.includes('+b'));
    expect(shown.members().get('b')).toMatchObject({
      incarnation: b.incarnation,
      about: { at: 'b' },
    });
    await b.resign();
    await until('b has gone', () => told.includes('-b'));
    expect(told).toEqual(['+a', '+b', '-b']);
  });

  it('tells of another process under the same name as of somebody else', async () => {
    await alive('two', 'a');
    const { board: shown, told } = board('two');
    await shown.start();
    const again = await alive('two', 'a');
    await until('somebody else', () => told.length === 3);
    expect(told).toEqual(['+a', '-a', '+a']);
    expect(shown.members().get('a')?.incarnation).toBe(again.incarnation);
  });

  it('buries nobody because it is cut off itself, and reads all again when it is back', async () => {
    const other = await ground.connect('other');
    const a = await alive('three', 'a', other);
    const b = await alive('three', 'b', other);
    const { board: shown, told } = board('three');
    await shown.start();
    await ground.restart(async () => {
      await until('cut off', () => !shown.current);
      expect(shown.members().size).toBe(2);
      void b.resign();
    });
    await until('current again', () => shown.current);
    await until('b is known to be gone', () => !shown.members().has('b'));
    await until('a is back', () => a.valid() && shown.members().has('a'));
    expect(told.filter((line) => line === '-b')).toEqual(['-b']);
  });

  it('takes nobody for alive whose lease an engine killed with -9 brings back', async () => {
    // How long the engine keeps the note that a lease has run out: a minute, so that all may hear of it.
    await bus.jsm.streams.update('LEASES', { subject_delete_marker_ttl: 1_000_000_000 });
    const [others, subjects] = [await ground.connect('others'), bus.subjects];
    const told = (): Promise<number | undefined> =>
      bus.jsm.streams
        .info('LEASES', { subjects_filter: subjects.replicaLeases('four') })
        .then(({ state }) => state.subjects?.[subjects.replicaLease('four', 'dead')]);
    await alive('four', 'a');
    const dead = await alive('four', 'dead', others);
    await others.close();
    await until(
      'its lease has run out, and the note of it',
      async () => (await told()) === undefined,
    );
    expect(dead.valid()).toBe(false);
    // An engine that stops in order notes what is to run out; after a kill that note is all it goes by.
    await ground.restart(undefined, 'SIGTERM');
    const shown = board('four');
    await shown.board.start();
    await until('a is shown', () => shown.board.members().has('a'));
    await ground.restart(() => until('cut off', () => !shown.board.current));
    await until('current again', () => shown.board.current);
    expect(shown.told).not.toContain('+dead');
    await until('it lies there no more as a lease', async () => {
      const last = await lastLease(bus, subjects.replicaLease('four', 'dead'));
      return last.body === undefined;
    });
  });
});
