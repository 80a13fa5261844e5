import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Engine, type EngineOptions, findEngine, startEngine } from './engine.js';

describe('the engine', () => {
  let data: string;
  let engine: Engine;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'liaison-engine-'));
    engine = await startEngine({ data, prefix: 'liaison', binary: findEngine(process.env) });
  });
  afterAll(async () => {
    await engine.stop();
    await rm(data, { recursive: true, force: true });
  });

  it('lets in who holds the seed of the account LIAISON', async () => {
    const nc = await connect({
      servers: engine.url,
      authenticator: nkeyAuthenticator(await readFile(engine.seedFile)),
    });
    expect(nc.info?.version).toMatch(/^2\.(1[5-9]|[2-9]\d)/);
    await nc.close();
  });

  it('refuses who has nothing to show', async () => {
    await expect(connect({ servers: engine.url, reconnect: false })).rejects.toThrow(
      /authorization/i,
    );
  });

  // Only Linux shows what a process was told.
  (process.platform === 'linux' ? it : it.skip)(
    'is told nothing of our environment, where a master key may stand',
    async () => {
      const told = await readFile(`/proc/${engine.pid}/environ`, 'latin1');
      expect(told).toMatch(/^GOMAXPROCS=\d+\0$/);
    },
  );

  it('keeps its seeds from everybody but the owner', async () => {
    const { seedFile, authSeedFile, issuerSeedFile, systemSeedFile } = engine;
    for (const file of [seedFile, authSeedFile, issuerSeedFile, systemSeedFile]) {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
  });
});

describe('an engine on a folder', () => {
  let data: string;
  const engines: Engine[] = [];
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'liaison-engine-'));
  });
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop();
    await rm(data, { recursive: true, force: true });
  });
  const start = async (options: Partial<EngineOptions> = {}): Promise<Engine> => {
    const engine = await startEngine({
      data,
      prefix: 'liaison',
      binary: findEngine(process.env),
      ...options,
    });
    engines.push(engine);
    return engine;
  };

  it('is refused a second time while who started the first lives', async () => {
    const { pid } = await start();
    await expect(start()).rejects.toThrow(`nats-server ${pid} runs on ${data} already`);
  });

  it('ends the one that outlived who had started it, and takes its place', async () => {
    const first = await start();
    const ended = Number(execFileSync(process.execPath, ['-p', 'process.pid']).toString());
    await writeFile(join(data, 'owner.json'), JSON.stringify({ engine: first.pid, owner: ended }));
    const second = await start();
    expect(first.process.exitCode ?? first.process.signalCode).not.toBeNull();
    expect(second.pid).not.toBe(first.pid);
  });

  it('leaves another program alone that has the process id by now', async () => {
    await writeFile(
      join(data, 'owner.json'),
      JSON.stringify({ engine: process.pid, owner: process.ppid }),
    );
    await start();
  });

  it('lets its log grow to its limit twice, and no further', async () => {
    const logBytesMax = 8_192;
    const { url } = await start({ logBytesMax });
    // Nobody answers the engine who they are: each is refused after two seconds.
    const strangers = Array.from({ length: 150 }, () =>
      connect({ servers: url, reconnect: false, timeout: 10_000 }).catch(() => undefined),
    );
    await Promise.all(strangers);
    const logs = (await readdir(data)).filter((name) => name.startsWith('nats.log'));
    const sizes = await Promise.all(logs.map(async (name) => (await stat(join(data, name))).size));
    expect(logs).toHaveLength(2);
    expect(Math.max(...sizes)).toBeLessThan(logBytesMax + 1_024);
  });
});
