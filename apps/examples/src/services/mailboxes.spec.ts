import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Mailboxes } from './mailboxes.js';

describe('the messaging service', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-mailboxes-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('leaves a message once, and has it after a restart', async () => {
    const file = join(folder, 'messages');
    const first = await Mailboxes.read(file);
    const message = { id: 'e1', from: 'bob', at: '2026-01-05T09:10:00.000Z' };
    expect(await first.leave('alice', message)).toBe(true);
    expect(await first.leave('alice', message)).toBe(false);
    const second = await Mailboxes.read(file);
    expect(second.of('alice')).toEqual([message]);
    expect(await second.leave('alice', message)).toBe(false);
    expect(second.of('constructor')).toEqual([]);
  });

  it('keeps the last fifty', async () => {
    const mailboxes = await Mailboxes.read('');
    for (let i = 1; i <= 60; i++) await mailboxes.leave('alice', { id: `${i}`, from: 'b', at: '' });
    expect(mailboxes.of('alice').map(({ id }) => id)).toHaveLength(50);
    expect(mailboxes.of('alice')[0]?.id).toBe('11');
  });
});
