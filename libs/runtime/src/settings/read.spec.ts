import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type SettingDefinition, settingDefinitions } from '@liaison/contracts';
import { WrongSettings, readSettings } from './read.js';

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    if (error instanceof WrongSettings) return error.faults;
    throw error;
  }
};

describe('the settings', () => {
  it('have a value each where the environment is empty', () => {
    const settings = readSettings({ PATH: '/bin', HOME: '/' });
    expect(Object.keys(settings)).toEqual(Object.keys(settingDefinitions));
    expect(settings).toMatchObject({ partitions: 16, production: false, httpHost: '127.0.0.1' });
  });

  it('are read as numbers, flags and texts', () => {
    const settings = readSettings({
      LIAISON_PARTITIONS: '32',
      LIAISON_PRODUCTION: 'true',
      LIAISON_PREFIX: 'telecom',
      LIAISON_NATS_URL: 'nats://a:4222,tls://b:4222',
      LIAISON_CLOCK_OFFSET_MS: '',
    });
    expect(settings).toMatchObject({ partitions: 32, production: true, prefix: 'telecom' });
    expect(settings).toMatchObject({ natsUrl: 'nats://a:4222,tls://b:4222', clockOffsetMs: 0 });
  });

  it.each([
    ['LIAISON_PARTITIONS', '0', 'must be a whole number from 1 to 256'],
    ['LIAISON_PARTITIONS', '257', 'must be a whole number from 1 to 256'],
    ['LIAISON_PARTITIONS', '1.5', 'must be a whole number from 1 to 256'],
    ['LIAISON_PARTITIONS', ' 16', 'must be a whole number from 1 to 256'],
    ['LIAISON_PARTITIONS', '0x10', 'must be a whole number from 1 to 256'],
    ['LIAISON_CLOCK_OFFSET_MS', 'soon', 'must be a whole number'],
    ['LIAISON_CLOCK_OFFSET_MS', '99999999999999999', 'must be a whole number'],
    ['LIAISON_PRODUCTION', 'yes', 'must be true or false'],
    ['LIAISON_LOG_LEVEL', 'loud', 'must be one of debug, log, warn, error'],
    ['LIAISON_PREFIX', 'a.b', 'must be 1 to 24 letters, digits, - or _'],
    [
      'LIAISON_CRASH_AT',
      'at-noon:1',
      'must be one of before-append, after-append, before-save, after-save, before-state, before-matched, ' +
        'after-matched, between-copies, after-copies, before-ending, after-ending, after-stream, after-keys, ' +
        'then :N for the nth passage, then :freeze to stop there',
    ],
    [
      'LIAISON_NATS_URL',
      'localhost',
      'must be nats://HOST:PORT or tls://HOST:PORT, several separated by commas',
    ],
    ['LIAISON_NATS_SEED_FILE', '/no/such', 'must be a file this process can read (ENOENT)'],
  ])('%s=%s is refused with what is allowed', (env, text, allowed) => {
    expect(faultsOf({ [env]: text })).toEqual([`${env}=${text}: ${allowed}`]);
  });

  it('that are secret are not repeated where they are wrong', () => {
    expect(faultsOf({ LIAISON_MASTER_KEY: 'hunter2' })).toEqual([
      'LIAISON_MASTER_KEY=(secret): must be 64 hex digits',
    ]);
  });

  it('are all judged at once', () => {
    const faults = faultsOf({ LIAISON_PARTITIONS: 'x', LIAISON_PRODUCTION: 'x', LIAISON_NEW: '1' });
    expect(faults).toHaveLength(3);
    expect(() => readSettings({ LIAISON_PARTITIONS: 'x', LIAISON_PRODUCTION: 'x' })).toThrow(
      /^wrong settings:\n {2}LIAISON_PARTITIONS=x: .*\n {2}LIAISON_PRODUCTION=x: /,
    );
  });

  it('that do not exist are refused, naming the one that was meant', () => {
    expect(faultsOf({ LIAISON_PARTITION: '8' })).toEqual([
      'LIAISON_PARTITION: no such setting; LIAISON_PARTITIONS is one',
    ]);
    expect(faultsOf({ LIAISON_COLOUR_OF_THE_SKY: 'blue' })).toEqual([
      'LIAISON_COLOUR_OF_THE_SKY: no such setting; `liaison config` lists them',
    ]);
  });

  it('leave alone what is not theirs', () => {
    expect(
      faultsOf({ LIAISON_NATS_SERVER: '/bin/nats', LIAISON_TEST_X: '1', LIAISO: '1' }),
    ).toEqual([]);
  });

  it.each([
    ['LIAISON_CLOCK_FILE', '/dev/null'],
    ['LIAISON_CHANCE_SEED', '7'],
    ['LIAISON_CLOCK_OFFSET_MS', '5'],
    ['LIAISON_CRASH_AT', 'after-append:9'],
  ])('let nobody set %s but tests, and no tests in production', (name, value) => {
    const isFault = `${name}=${value}: for tests alone, which set LIAISON_FOR_TESTS=true; unset it`;
    expect(faultsOf({ [name]: value })).toEqual([isFault]);
    expect(faultsOf({ [name]: value, LIAISON_PRODUCTION: 'true' })).toEqual([isFault]);
    const tested = { [name]: value, LIAISON_FOR_TESTS: 'true' };
    expect(faultsOf(tested)).toEqual([]);
    expect(faultsOf({ ...tested, LIAISON_PRODUCTION: 'true' })).toEqual([
      'LIAISON_FOR_TESTS=true: not allowed with LIAISON_PRODUCTION=true; unset one of them',
    ]);
  });

  it('do not name two master keys', () => {
    const key = '0'.repeat(64);
    expect(faultsOf({ LIAISON_MASTER_KEY: key, LIAISON_MASTER_KEY_FILE: '/dev/null' })).toEqual([
      'LIAISON_MASTER_KEY and LIAISON_MASTER_KEY_FILE: only one of them may be set',
    ]);
  });

  it('may name files that are there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'liaison-settings-'));
    try {
      const file = join(folder, 'seed');
      await writeFile(file, 'SU…');
      await chmod(file, 0o600);
      expect(readSettings({ LIAISON_NATS_SEED_FILE: file }).natsSeedFile).toBe(file);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('have a variable of their own each, and a default that they allow', () => {
    const definitions: readonly SettingDefinition[] = Object.values(settingDefinitions);
    expect(new Set(definitions.map(({ env }) => env)).size).toBe(definitions.length);
    for (const { env, fallback } of definitions) {
      expect(fallback === undefined ? [] : faultsOf({ [env]: fallback })).toEqual([]);
    }
  });
});
