import { headers } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthCallout } from '../callout/auth-callout.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { asService, specCallout } from '../fixtures/services-of-a-spec.js';
import { type EndedConnection, SystemAccount } from './system-account.js';

describe('the account SYS', () => {
  let spec: SpecEngine;
  let callout: AuthCallout;
  let system: SystemAccount;
  const waiting: ((ended: EndedConnection) => void)[] = [];
  const nextEnd = (): Promise<EndedConnection> => new Promise((resolve) => waiting.push(resolve));
  beforeAll(async () => {
    spec = await specEngine();
    callout = await specCallout(spec);
    const natsSystemSeedFile = spec.engine.systemSeedFile;
    system = await SystemAccount.connect({ ...spec.settings, natsSystemSeedFile }, 'spec');
    system.onDisconnect((ended) => waiting.shift()?.(ended));
  });
  afterAll(async () => {
    await system.close();
    await callout.close();
    await spec.end();
  });

  it('tells at once that a service closed its connection', async () => {
    const nc = await asService(spec, 'a');
    const { server_id: server, client_id: client } = nc.info ?? {};
    const ended = nextEnd();
    const closedAt = performance.now();
    await nc.close();
    expect(await ended).toEqual({ server, client, service: 'a', reason: 'Client Closed' });
    expect(performance.now() - closedAt).toBeLessThan(1_000);
  });

  it('ends the connection it is told, and no other', async () => {
    const [one, other] = [await asService(spec, 'a'), await asService(spec, 'a')];
    const [found] = (await system.connections('a')).filter(
      ({ client }) => client === one.info?.client_id,
    );
    if (found === undefined) throw new Error('the connection is not listed');
    expect(await system.kick(found.server, found.client)).toBe(true);
    await one.closed();
    expect(await system.connections('a')).toEqual([
      expect.objectContaining({ client: other.info?.client_id }),
    ]);
    await other.flush();
    await other.close();
  });

  it('finds nothing to end of a client or a server that is not there', async () => {
    expect(await system.connections('nobody')).toEqual([]);
    expect(await system.kick('no-such-server', 1)).toBe(false);
    const [server] = await serverOf();
    expect(await system.kick(server, 999_999)).toBe(false);
  });

  const serverOf = async (): Promise<readonly [string]> => {
    const nc = await asService(spec, 'a');
    const id = nc.info?.server_id ?? '';
    await nc.close();
    return [id];
  };

  it('agrees with the header by which a request tells whose it is, which nobody can forge', async () => {
    const { nc: ours } = await spec.connect();
    const told: string[][] = [];
    ours.subscribe('liaison.service.*.>', {
      callback: (_error, message) => {
        told.push([...(message.headers?.values('Nats-Request-Info') ?? [])]);
        message.respond('');
      },
    });
    await ours.flush();
    const nc = await asService(spec, 'a');
    const forged = headers();
    for (let i = 0; i < 3; i++) forged.append('Nats-Request-Info', '{"acc":"SYS","user":"b"}');
    await nc.request('liaison.service.a.connect', '{}');
    await nc.request('liaison.service.a.connect', '{}', { timeout: 2_000, headers: forged });
    const [connection] = await system.connections('a');
    for (const values of told) {
      expect(values).toHaveLength(1);
      expect(JSON.parse(values[0] ?? '')).toMatchObject({
        acc: 'SERVICES',
        user: 'a',
        id: connection?.client,
        server: connection?.server,
      });
    }
    expect(told).toHaveLength(2);
    await nc.close();
  });
});
