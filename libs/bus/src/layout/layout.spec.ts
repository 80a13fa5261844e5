import { streamLayout } from '@liaison/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '../connection.js';
import { LayoutMismatch } from '../errors.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { ensureLayout } from './layout.js';

describe('the layout', () => {
  let spec: SpecEngine;
  let bus: Bus;
  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect();
  });
  afterAll(() => spec.end());

  it('is made once, by however many apps start at the same time', async () => {
    const buses = await Promise.all(Array.from({ length: 6 }, () => spec.connect()));
    const done = await Promise.all(buses.map((one) => ensureLayout(one, spec.settings)));
    const { partitions, replicas } = spec.settings;
    const streams = streamLayout(spec.settings.prefix, { partitions, replicas });
    for (const name of [...streams.map((stream) => stream.name), 'KV_ROWS', 'KV_KEYS']) {
      expect(done.map((steps) => steps.get(name))).not.toContain('updated');
      const { config } = await bus.jsm.streams.info(name);
      expect(config).toMatchObject({ storage: 'file', retention: 'limits' });
    }
    const { config } = await bus.jsm.streams.info('FACTS');
    expect(config.metadata).toMatchObject({ 'liaison-partitions': '4' });
  });

  it('is as wanted at the next start', async () => {
    const steps = await ensureLayout(bus, spec.settings);
    expect(new Set(steps.values())).toEqual(new Set(['as wanted']));
  });

  it('is put right where that may be done', async () => {
    const { config } = await bus.jsm.streams.info('STATE');
    await bus.jsm.streams.update('STATE', { ...config, duplicate_window: 1_000_000_000 });
    expect((await ensureLayout(bus, spec.settings)).get('STATE')).toBe('updated');
    const after = await bus.jsm.streams.info('STATE');
    expect(after.config.duplicate_window).toBe(config.duplicate_window);
  });

  it('refuses another number of partitions, and names the one there is', async () => {
    const start = ensureLayout(bus, { ...spec.settings, partitions: 8 });
    await expect(start).rejects.toThrow(LayoutMismatch);
    await expect(start).rejects.toThrow('LIAISON_PARTITIONS to 4');
    const { config } = await bus.jsm.streams.info('FACTS');
    expect(config.metadata).toMatchObject({ 'liaison-partitions': '4' });
  });

  it('refuses streams of another installation', async () => {
    const start = ensureLayout(bus, { ...spec.settings, prefix: 'other' });
    await expect(start).rejects.toThrow(/stream \w+: subjects/);
  });

  it('says what to do where the engine has too few servers', async () => {
    const fresh = await specEngine();
    const start = ensureLayout(await fresh.connect(), { ...fresh.settings, replicas: 3 });
    await expect(start).rejects.toThrow('LIAISON_STREAM_REPLICAS');
    await fresh.end();
  });
});
