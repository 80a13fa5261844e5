import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { historyOf, wholeLog } from '../harness/log.js';
import { operates } from '../harness/operates.js';
import { type Person, addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { backsUp, restores } from '../harness/restored.js';
import { accepted } from '../harness/service.js';
import { System } from '../harness/system.js';

const MODES = [modeOf('office', 1), modeOf('away', 2)];
const mayMount = process.getuid?.() === 0 || process.env['CI'] === 'true';

const isErased = async (where: System, { user }: Person): Promise<boolean> =>
  (await historyOf(where, `account.${user}`)).some(({ type }) => type.includes('completed'));

describe('a backup', () => {
  let system: System;
  let folder: string;
  let alice: Person;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-backup-'));
    system = await System.start();
    alice = await addPerson(system, 'alice');
  });
  afterAll(async () => {
    await system.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('into a folder that cannot be made is refused, with what to do', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const { code, errors } = await backsUp(system, join(file, 'backup'));
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/cannot be written \(ENOTDIR\).*no backup\n {2}name a folder/s),
    });
  });

  it('into a folder that holds something is refused', async () => {
    const { code, errors } = await backsUp(system, folder);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/is not empty\n {2}.*never written over another/s),
    });
  });

  it('holds how the system was set, and of its secrets only that they are', async () => {
    const backup = join(folder, 'settings');
    const { natsUrl, seedFile, databaseUrl } = system;
    const key = await readFile(join(system.data, 'master.key'), 'utf8');
    const more = { LIAISON_MASTER_KEY: key, LIAISON_LOG_LEVEL: 'warn' };
    const storeSettings = { ...system.storeSettings, ...more };
    const taken = await operates({ natsUrl, seedFile, storeSettings }, 'backup', backup);
    expect(taken).toMatchObject({ code: 0, errors: '' });
    const text = await readFile(join(backup, 'manifest.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      settings: {
        LIAISON_NATS_URL: natsUrl,
        LIAISON_PREFIX: 'liaison',
        LIAISON_PARTITIONS: '16',
        LIAISON_LOG_LEVEL: 'warn',
        LIAISON_MASTER_KEY: '(set)',
        LIAISON_MONGODB_URL: databaseUrl === undefined ? '' : '(set)',
      },
    });
    expect(text).not.toContain(key);
  });

  (mayMount ? it : it.skip)(
    'onto a disk that is full is refused, with what to do, and is none (needs root to mount one)',
    async () => {
      const disk = await mkdtemp(join(tmpdir(), 'liaison-small-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', disk]);
      try {
        const { code, errors } = await backsUp(system, join(disk, 'backup'));
        expect({ code, errors }).toEqual({
          code: 1,
          errors: expect.stringMatching(/cannot be written \(ENOSPC\).*no backup\n {2}make room/s),
        });
        expect(await readdir(join(disk, 'backup'))).not.toContain('manifest.json');
      } finally {
        execFileSync('umount', [disk]);
        await rm(disk, { recursive: true, force: true });
      }
    },
  );

  it('during which somebody is erased and others move does not bring that person back', async () => {
    const { terminal } = await connectNew(system, alice);
    await useProfile(terminal, profileOf({ modes: MODES, contacts: [] }));
    const leaving = await Promise.all(['bob', 'carol', 'dave'].map((id) => addPerson(system, id)));
    const over = new AbortController();
    const moving = (async () => {
      for (let at = 0; !over.signal.aborted; at++) {
        const mode = at % 2 === 0 ? 'away' : 'office';
        await accepted(system, 'access-monitor', 'mode.activate', { user: alice.user, mode });
      }
    })();
    const backup = join(folder, 'meanwhile');
    const taking = backsUp(system, backup);
    for (const { user } of leaving) await accepted(system, 'auth', 'user.erase', { user });
    expect(await taking).toMatchObject({ code: 0, errors: '' });
    over.abort();
    await moving;
    await until('all are erased', async () =>
      (await Promise.all(leaving.map((person) => isErased(system, person)))).every(Boolean),
    );
    const there = join(folder, 'restored');
    expect(await restores(system, backup, { folder: there })).toMatchObject({
      code: 0,
      errors: '',
    });
    const restored = await System.start({ data: there, store: 'engine' });
    try {
      for (const person of leaving) {
        await until('it stays erased', async () => {
          const known = (await historyOf(restored, `account.${person.user}`)).length > 0;
          return !known || isErased(restored, person);
        });
        expect((await restored.store.keys(person.user)).size).toBeLessThanOrEqual(1);
      }
      const [facts, all] = [await wholeLog(restored), await wholeLog(system)];
      const same = facts.filter(({ id }) => all.some((fact) => fact.id === id));
      expect(same.length).toBeGreaterThan(leaving.length);
    } finally {
      await restored.stop();
    }
  });
});
