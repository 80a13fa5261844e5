import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { mayEndMongodb } from '../harness/mongodb.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  profileOf,
} from '../harness/people.js';
import { replaceProfile, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';

const CHANGES = 5;

(mayEndMongodb ? describe : describe.skip)('a store that comes back as another copy', () => {
  let folder: string;
  let system: System;
  let alice: Person;
  let phone: ConnectedTerminal;
  const data = (): string => join(folder, 'data');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-copies-'));
    await mkdir(data());
    system = await start();
    alice = await addPerson(system, 'alice');
    phone = await connectNew(system, alice);
    await useProfile(phone.terminal, profileOf({ label: 'Label 0' }));
    await until('it is ready', async () => (await ready())[0] === 200);
    await system.stop();
    await keep('engine', 'mongodb');
    system = await start();
    phone = await connectAgain(system, phone);
    for (let i = 1; i <= CHANGES; i++) {
      await replaceProfile(phone.terminal, profileOf({ label: `Label ${i}` }));
    }
    await system.stop();
  }, 180_000);
  afterAll(async () => {
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (): Promise<System> => System.start({ data: data(), store: 'mongodb' });
  /** Copies what lies in the data, beside it. */
  const keep = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      await cp(join(data(), name), join(folder, `old-${name}`), { recursive: true });
    }
  };
  /** Puts an old copy in the place of what lies there, which is kept. */
  const bringBack = async (name: string, from: 'old' | 'new'): Promise<void> => {
    const other = from === 'old' ? 'new' : 'lost';
    await cp(join(data(), name), join(folder, `${other}-${name}`), { recursive: true });
    await rm(join(data(), name), { recursive: true });
    await cp(join(folder, `${from}-${name}`), join(data(), name), { recursive: true });
  };
  const ready = async (): Promise<readonly [number, string]> => {
    const answer = await fetch(`${system.httpUrl('availability')}/ready`);
    return [answer.status, await answer.text()];
  };
  const labelNow = async (): Promise<unknown> => {
    phone = await connectAgain(system, phone);
    const { items } = await phone.terminal.call<{ items: { label: string }[] }>('profile.list');
    const { state } = await phone.terminal.call('explain', {});
    return [items.map(({ label }) => label), state];
  };

  it('older than the checkpoint is caught up with, from the log', async () => {
    await bringBack('mongodb', 'old');
    system = await start();
    await until('it is ready', async () => (await ready())[0] === 200);
    expect(await labelNow()).toEqual([[`Label ${CHANGES}`], 'connectable']);
    await system.stop();
  }, 120_000);

  it('ahead of the log is refused, with what to do, until the log is there that it was made of', async () => {
    await bringBack('engine', 'old');
    system = await start();
    const [, text] = await until('it is refused', async () => {
      const told = await ready();
      return told[1].includes('the log has no such fact') && told;
    });
    expect(text).toMatch(
      /database liaison of MongoDB at [^ ]+ has rows of partition \d+ up to fact \d+/,
    );
    expect(text).toContain("name.startsWith('rows.')");
    await system.stop();
    await bringBack('engine', 'new');
    system = await start();
    await until('it is ready', async () => (await ready())[0] === 200);
    expect(await labelNow()).toEqual([[`Label ${CHANGES}`], 'connectable']);
  }, 120_000);
});
