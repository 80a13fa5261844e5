import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { historyOf } from '../harness/log.js';
import { STORES, type Store, mayEndMongodb } from '../harness/mongodb.js';
import { addPerson } from '../harness/people.js';
import { System } from '../harness/system.js';

(mayEndMongodb ? describe.each(STORES) : describe.each(['engine'] as Store[]))(
  'an older copy of the keys that comes back while auth runs (%s)',
  (store) => {
    let folder: string;
    let system: System;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'liaison-older-'));
      system = await System.start({ data: join(folder), store });
    }, 60_000);
    afterEach(async () => {
      await system?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    /** Where the keys lie: the bucket alone, so that the log stays as it is; or the whole database. */
    const keysFolder = async (): Promise<string> => {
      if (store === 'mongodb') return join(folder, 'mongodb');
      const all = await readdir(join(folder, 'engine'), { recursive: true });
      const found = all.find((name) => name.endsWith('streams/KV_KEYS'));
      if (found === undefined) throw new Error('the engine has no bucket KEYS');
      return join(folder, 'engine', found);
    };
    let place: string;
    const keyOfAlice = async (): Promise<string | undefined> =>
      (await system.store.keys()).get(place)?.toString('hex');
    /** While nobody answers, changes what lies there. */
    const whileAway = async (change: () => Promise<unknown>): Promise<void> => {
      const program = store === 'mongodb' ? system.mongodb : system.engine;
      if (program === undefined) throw new Error('there is no server');
      // In order too: what a database says as it ends is another thing than nothing.
      process.kill(Number(program.ready['pid']), store === 'mongodb' ? 'SIGTERM' : 'SIGKILL');
      await program.gone;
      await until('auth misses it', async () => (await ready()) !== 200);
      await change();
      await (store === 'mongodb' ? system.startMongodb() : system.startEngine());
      await until('auth is ready', async () => (await ready()) === 200);
    };
    const ready = async (): Promise<number> =>
      (await fetch(`${system.httpUrl('auth')}/ready`)).status;
    const erased = Buffer.from('erased').toString('hex');

    it('brings no destroyed key back for longer than it takes to destroy it again', async () => {
      const { user } = await addPerson(system, 'alice');
      place = `key.${user}`;
      const wrapped = await keyOfAlice();
      const keys = await keysFolder();
      const older = join(folder, 'older');
      await whileAway(() => cp(keys, older, { recursive: true }));
      const reply = await system.command('auth', 'user.erase', { user });
      expect(reply.accepted?.result).toEqual({ changed: true });
      await until('the erasure is complete', async () => {
        const facts = await historyOf(system, `account.${user}`);
        return facts.at(-1)?.type === 'liaison.account.erasure-completed.v1';
      });
      expect([wrapped?.length, await keyOfAlice()]).toEqual([expect.any(Number), erased]);
      await whileAway(async () => {
        await rm(keys, { recursive: true });
        await cp(older, keys, { recursive: true });
      });
      await until('it is destroyed again', async () => (await keyOfAlice()) === erased);
    }, 90_000);
  },
);
