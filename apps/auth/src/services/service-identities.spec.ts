import { type FactStore, JetStreamFactStore } from '@liaison/bus';
import { type CommandReply, type CommandResult, registryCodec, uuidV7 } from '@liaison/contracts';
import { registerService } from '@liaison/domain';
import { SystemClock } from '@liaison/runtime';
import { CachedKeyRing, JetStreamKeyStore, type KeyStore } from '@liaison/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningAuth } from '../fixtures/running-auth.js';
import { ServiceLogins } from './service-logins.js';
import { ServiceSecrets } from './service-secrets.js';

type Told = CommandResult<'auth', 'service.issue-identity'>;

function toldBy(reply: CommandReply): Told | undefined {
  return 'accepted' in reply ? (reply.accepted.result as unknown as Told) : undefined;
}

describe('identities of services', () => {
  let auth: RunningAuth;
  let keys: KeyStore;
  let facts: FactStore;
  let logins: ServiceLogins;
  beforeAll(async () => {
    auth = await RunningAuth.start();
    await auth.replicaForServices();
    keys = await JetStreamKeyStore.open(auth.bus, auth.masterKey);
    const clock = new SystemClock(0);
    facts = new JetStreamFactStore({
      bus: auth.bus,
      keys: new CachedKeyRing(keys),
      clock,
      app: 'service-registry',
    });
    logins = new ServiceLogins(auth.bus, facts, new ServiceSecrets(keys));
    for (const service of ['calendar', 'other']) await register(service);
  }, 30_000);
  afterAll(async () => {
    await keys.close();
    await auth.stop();
  }, 30_000);

  const register = async (service: string): Promise<void> => {
    const context = { command: uuidV7(Date.now()), actor: 'operator/spec', correlation: 'spec' };
    await facts.execute(registryCodec, { kind: 'registry', service }, context, ({ state }) =>
      registerService(state),
    );
  };
  const isLetIn = async (user: string, secret: string): Promise<boolean> =>
    'publish' in (await logins.answer({ user, kind: 'secret', secret }));
  const issue = { service: 'calendar', kind: 'secret' };
  const issued = async (): Promise<{ identity: string; secret: string }> => {
    const told = (await auth.accepted('service.issue-identity', issue)) as unknown as Told;
    return { identity: told.identity, secret: told.secret ?? '' };
  };

  it('answer the secret once more to the same command, and the one before is void', async () => {
    const command = uuidV7(Date.now());
    const first = await auth.send('service.issue-identity', issue, command);
    const again = await auth.send('service.issue-identity', issue, command);
    const told = [first, again].map((reply) => toldBy(reply));
    expect(told[1]?.identity).toBe(told[0]?.identity);
    expect(await isLetIn('calendar', told[1]?.secret ?? '')).toBe(true);
    expect(await isLetIn('calendar', told[0]?.secret ?? '')).toBe(false);
  });

  it('are one service’s, whatever the other has', async () => {
    const { secret } = await issued();
    expect(await isLetIn('calendar', secret)).toBe(true);
    expect(await isLetIn('other', secret)).toBe(false);
  });

  it('are void once revoked, their secrets destroyed, and calls go elsewhere', async () => {
    const { identity, secret } = await issued();
    const nonce = await new ServiceSecrets(keys).nonce('calendar');
    await auth.accepted('service.revoke-identity', {
      service: 'calendar',
      identity,
    });
    expect(await isLetIn('calendar', secret)).toBe(false);
    expect(await keys.secret('_services', `calendar.${identity}`)).toBeUndefined();
    expect(await new ServiceSecrets(keys).nonce('calendar')).not.toBe(nonce);
  });

  it('outlive a user of the same name', async () => {
    const { secret } = await issued();
    await keys.dropSecrets('calendar');
    expect(await isLetIn('calendar', secret)).toBe(true);
  });

  it('are given to no service that is not registered, and by operators alone', async () => {
    const unknown = { service: 'nobody', kind: 'secret' };
    expect(await auth.refused('service.issue-identity', unknown)).toBe('unknown-service');
    expect(await auth.refused('service.call-nonce', { service: 'calendar' })).toBe('not-permitted');
  });

  it('are no nkeys that are written wrongly', async () => {
    const publicKey = `U${'A'.repeat(55)}`;
    const wanted = { service: 'calendar', kind: 'nkey', publicKey };
    expect(await auth.refused('service.issue-identity', wanted)).toBe('malformed');
    const without = { service: 'calendar', kind: 'nkey' };
    expect(await auth.refused('service.issue-identity', without)).toBe('malformed');
  });

  it('are not started for by halves', async () => {
    const natsAuthSeedFile = auth.engine.authSeedFile;
    await expect(auth.replica({ natsAuthSeedFile })).rejects.toThrow('set both, or neither');
  });

  it('say that nobody is let in where no seed is given', async () => {
    await (await auth.replica()).stop();
    expect(auth.log.join('\n')).toContain('services are not let in by this auth');
  });
});
