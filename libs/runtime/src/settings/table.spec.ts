import { describe, expect, it } from '@jest/globals';
import { settingDefinitions } from '@liaison/contracts';
import { readSettings } from './read.js';
import { settingsTable } from './table.js';

const masterKeyShown = (env: Record<string, string>): unknown =>
  settingsTable(readSettings(env)).find((row) => row.env === 'LIAISON_MASTER_KEY')?.value;

describe('the table of settings', () => {
  it('has a line for each, with its value, its default and what it is about', () => {
    const table = settingsTable(readSettings({ LIAISON_PARTITIONS: '8' }));
    expect(table.map(({ env }) => env)).toEqual(
      Object.values(settingDefinitions).map(({ env }) => env),
    );
    expect(table).toContainEqual({
      env: 'LIAISON_PARTITIONS',
      value: '8',
      default: '16',
      about: settingDefinitions.partitions.about,
    });
  });

  it('says of a secret only whether it is set', () => {
    const key = '5'.repeat(64);
    expect(masterKeyShown({})).toBe('');
    expect(masterKeyShown({ LIAISON_MASTER_KEY: key })).toBe('(set)');
    expect(JSON.stringify(settingsTable(readSettings({ LIAISON_MASTER_KEY: key })))).not.toContain(
      key,
    );
    const url = 'mongodb://erin:hidden@127.0.0.1/liaison';
    const table = settingsTable(readSettings({ LIAISON_MONGODB_URL: url }));
    expect(table).toContainEqual(
      expect.objectContaining({ env: 'LIAISON_MONGODB_URL', value: '(set)' }),
    );
    expect(JSON.stringify(table)).not.toContain('hidden');
  });
});
