import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { quiet, until } from '../harness/await.js';
import { ended } from '../harness/copies.js';
import { copied, matched } from '../harness/matches.js';
import { operated } from '../harness/operates.js';
import { ProofReader, counted } from '../harness/proof.js';
import { Service } from '../harness/service.js';
import { System } from '../harness/system.js';
import { type ClockAndReader, clockAndReader, idsOf, ticks } from '../harness/ticking.js';

const CAP_MS = 12_000;
const DECLARED_MS = 4_000;
const BACKLOG_MAX = 6;
const OVER = 4;
const NOTHING_MS = 1_000;

let system: System;
beforeAll(async () => {
  const env = {
    LIAISON_RETENTION_MS: String(CAP_MS),
    LIAISON_BACKLOG_MAX: String(BACKLOG_MAX),
  };
  system = await System.start({ services: true, env, replicas: { notification: 2 } });
});
afterAll(async () => system?.stop());

const connect = ({ known, declared }: ClockAndReader): Promise<Service> =>
  Service.connect(system, known, declared, { consumes: false });

it('is kept as long as its service declares, then its end is recorded and it is handed over no more', async () => {
  const both = await clockAndReader(system, { retentionMs: DECLARED_MS });
  const { clock, reader } = both;
  expect(reader.welcome).toMatchObject({ retentionMs: DECLARED_MS });
  await ticks(clock, 3);
  await reader.fetch(1);
  const began = performance.now();
  await reader.leave();
  const endings = await ended(system, reader.service, 2);
  expect(performance.now() - began).toBeGreaterThan(DECLARED_MS / 2);
  expect(endings.map(({ is }) => is)).toEqual(['expired', 'expired']);
  const [late] = await ticks(clock, 1);
  await copied(system, reader.service, [late]);
  const again = await connect(both);
  expect(again.welcome).toMatchObject({ backlog: 1, parked: 0, expired: 2 });
  expect(idsOf(await again.fetch(2, undefined, NOTHING_MS))).toEqual([late]);
  await until('the streams say so', async () => {
    const { all, faults } = await ProofReader.read(system);
    const counts = counted(all, reader.service);
    return faults.length === 0 && counts.acknowledged === 2 && counts.expired === 2;
  });
  await Promise.all([again.leave(), clock.leave()]);
});

it('is kept no longer than the operator lets it, parked or waiting, handed over or not', async () => {
  const both = await clockAndReader(system, { retentionMs: 1_000 * CAP_MS });
  const { clock, reader } = both;
  expect(reader.welcome).toMatchObject({ retentionMs: CAP_MS });
  await ticks(clock, 4);
  // One is parked, one is acknowledged behind one that is not: that one is not let go of.
  await reader.fetch(1, (message) => message.term());
  await reader.fetch(1, () => undefined);
  await reader.fetch(1);
  const endings = await ended(system, reader.service, 4);
  expect(endings.map(({ is }) => is)).toEqual(['parked', 'expired', 'expired', 'expired']);
  await reader.leave();
  const again = await connect(both);
  expect(again.welcome).toMatchObject({ backlog: 0, parked: 0, expired: 3 });
  expect(await operated(system, 'parked', 'list', reader.service)).toEqual({ items: [] });
  const { all, faults } = await ProofReader.read(system);
  expect({ faults, ...counted(all, reader.service) }).toEqual({
    faults: [],
    acknowledged: 1,
    expired: 3,
  });
  await Promise.all([again.leave(), clock.leave()]);
});

it('is parked as overflow where too many wait, and what waits is handed over all the same', async () => {
  const both = await clockAndReader(system);
  const { clock, reader } = both;
  await reader.leave();
  const sent: string[] = [];
  for (let i = 0; i < BACKLOG_MAX + OVER; i++) {
    sent.push(...(await ticks(clock, 1)));
    await matched(system, clock.service, sent.length);
  }
  const endings = await ended(system, reader.service, OVER);
  expect(endings).toMatchObject(
    Array.from({ length: OVER }, () => ({ is: 'parked', code: 'overflow', attempts: 0 })),
  );
  const again = await connect(both);
  expect(again.welcome).toMatchObject({ backlog: BACKLOG_MAX, parked: OVER, expired: 0 });
  expect(idsOf(await again.fetch(BACKLOG_MAX))).toEqual(sent.slice(0, BACKLOG_MAX));
  await operated(system, 'parked', 'replay', reader.service, '--all');
  expect(idsOf(await again.fetch(OVER))).toEqual(sent.slice(BACKLOG_MAX));
  const [after] = await ticks(clock, 1);
  expect(idsOf(await again.fetch(1))).toEqual([after]);
  await quiet(NOTHING_MS);
  const { faults } = await ProofReader.read(system);
  expect(faults).toEqual([]);
  await Promise.all([again.leave(), clock.leave()]);
});
