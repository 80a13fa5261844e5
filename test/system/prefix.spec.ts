import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Group, type JsonLine } from '../harness/group.js';
import { typed } from '../harness/liaison.js';
import { meetingNow } from '../harness/meeting.js';
import { CHECKOUT } from '../harness/processes.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
const PREFIX = 'telecom';

describe('a server whose subjects begin with a word of its own', () => {
  let folder: string;
  let data: string;
  let dev: Group;
  let ready: JsonLine;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-prefix-'));
    data = join(folder, 'data');
    const ics = join(folder, 'own.ics');
    await writeFile(ics, meetingNow());
    const line = [process.execPath, LIAISON, 'dev', '--json', '--ics', ics, '--data', data];
    dev = Group.start('/usr/bin/env', [`LIAISON_PREFIX=${PREFIX}`, ...line]);
    ready = await dev.event('it is ready', ({ event }) => event === 'ready');
  });
  afterAll(async () => {
    await dev.end();
    await rm(folder, { recursive: true, force: true });
  });

  it('lets its services in, takes their events, and notifies who wants them', async () => {
    const event = await dev.event('a meeting is told of', ({ type }) => type === 'meeting-started');
    expect(event).toMatchObject({ outcome: 'matched', notified: ['telephony'] });
    await dev.event('telephony is notified of it', ({ type }) => type === 'call-missed');
  });

  it('says which word it is where its protocol is described', async () => {
    const answer = await fetch(new URL('/asyncapi.json', String(ready['page'])));
    const { channels } = (await answer.json()) as {
      channels: Record<string, { readonly address: string }>;
    };
    expect(channels['services.event']?.address).toBe(`${PREFIX}.events.in.{service}.{type}`);
    expect(channels['services.connect']?.address).toBe(`${PREFIX}.service.{service}.connect`);
  });

  it('is found by an operator who says nothing of it', async () => {
    const { code, out } = await typed(`npx liaison service list --json --data '${data}'`, folder);
    expect(code).toBe(0);
    expect(out).toContain('"telephony"');
  });
});
