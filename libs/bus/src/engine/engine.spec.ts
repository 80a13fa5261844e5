import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Engine, findEngine, startEngine } from './engine.js';

describe('the engine', () => {
  let data: string;
  let engine: Engine;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'liaison-engine-'));
    engine = await startEngine({ data, binary: findEngine(process.env) });
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

  it('keeps its seeds from everybody but the owner', async () => {
    expect((await stat(engine.seedFile)).mode & 0o077).toBe(0);
  });
});
