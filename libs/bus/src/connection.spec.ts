import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { type Server, type Socket, createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectBus } from './connection.js';
import { BusAway, EngineTooOld } from './errors.js';
import { type SpecEngine, specEngine } from './fixtures/engine-of-a-spec.js';

describe('a connection to the engine', () => {
  let spec: SpecEngine;
  beforeAll(async () => {
    spec = await specEngine();
  });
  afterAll(() => spec.end());

  it('carries the name of its app and replica, in the account LIAISON', async () => {
    const bus = await connectBus({ ...spec.settings, replica: 'r1' }, 'availability');
    const natsSeedFile = join(dirname(spec.engine.seedFile), 'system.nk');
    const system = await connect({
      servers: spec.engine.url,
      authenticator: nkeyAuthenticator(await readFile(natsSeedFile)),
    });
    const options = JSON.stringify({ auth: true });
    const reply = await system.request('$SYS.REQ.SERVER.PING.CONNZ', options);
    const { data } = reply.json<{ data: { connections: unknown[] } }>();
    expect(data.connections).toContainEqual(
      expect.objectContaining({ name: 'availability/r1', account: 'LIAISON' }),
    );
    await system.close();
    await bus.close();
    expect(bus.nc.isClosed()).toBe(true);
  });

  it('is told apart from an engine that does not know us', async () => {
    const start = connectBus({ ...spec.settings, natsSeedFile: '' }, 'auth');
    await expect(start).rejects.toThrow(BusAway);
    await expect(start).rejects.toThrow('LIAISON_NATS_SEED_FILE');
  });

  it('says where the seed cannot be read', async () => {
    const start = connectBus({ ...spec.settings, natsSeedFile: '/nowhere/liaison.nk' }, 'auth');
    await expect(start).rejects.toThrow(/\/nowhere\/liaison\.nk cannot be read/);
  });

  it('says that there is no engine, and which setting to look at', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const settings = { ...spec.settings, natsUrl: `nats://127.0.0.1:${port}` };
    await expect(connectBus(settings, 'auth', { patienceMs: 0 })).rejects.toThrow(
      /LIAISON_NATS_URL/,
    );
  });

  it('refuses an engine older than 2.15', async () => {
    const old = await oldEngine('2.9.10');
    const settings = { ...spec.settings, natsUrl: old.url, natsSeedFile: '' };
    await expect(connectBus(settings, 'auth')).rejects.toThrow(EngineTooOld);
    await old.close();
  });

  it('notices that the engine went away and came back', async () => {
    const own = await specEngine();
    const bus = await own.connect();
    const changes: boolean[] = [];
    const back = new Promise<void>((resolve) =>
      bus.onChange((connected) => {
        changes.push(connected);
        if (connected) resolve();
      }),
    );
    const waiting = bus.requests.request('nobody.answers.this', '', { timeoutMs: 30_000 });
    const failed = expect(waiting).rejects.toThrow();
    await own.engine.kill('SIGKILL');
    await failed;
    await own.restart();
    await back;
    expect(changes).toEqual([false, true]);
    expect(bus.connected()).toBe(true);
    await own.end();
  });

  it('closes also where the engine is gone', async () => {
    const own = await specEngine();
    const bus = await own.connect();
    const gone = new Promise<void>((resolve) => bus.onChange(() => resolve()));
    await own.engine.kill('SIGKILL');
    await gone;
    await bus.close();
    expect(bus.nc.isClosed()).toBe(true);
    await own.end();
  });
});

/** Speaks as much of the protocol as a client needs to believe it is connected. */
async function oldEngine(version: string): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const info = { server_id: 'OLD', server_name: 'old', version, proto: 1, max_payload: 1_048_576 };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.write(`INFO ${JSON.stringify({ ...info, go: 'go1', host: '127.0.0.1', port: 0 })}\r\n`);
    socket.on('data', (chunk) => {
      if (chunk.toString().includes('PING')) socket.write('PONG\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `nats://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
