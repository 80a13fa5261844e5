import { connect, nkeyAuthenticator, nkeys } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accepted, addService, declarationOf } from '../harness/foreign-service.js';
import { logIn } from '../harness/service.js';
import { System } from '../harness/system.js';
import { Bounded } from './bounded.js';
import { forbiddenToPublish, forbiddenToSubscribe } from './forbidden-subjects.js';

/** Connects as a service does that emits these types. */
async function declaring({ nc }: Bounded, service: string, types: string[]): Promise<Result> {
  const emits = types.map((type) => ({ type, about: 'nobody' }));
  const request = { connection: 'one', declaration: declarationOf({ emits }) };
  const subject = `liaison.service.${service}.connect`;
  return (await nc.request(subject, JSON.stringify(request), { timeout: 20_000 })).json<Result>();
}

describe('services among themselves', () => {
  let system: System;
  const secrets = new Map<string, string>();
  let keyed: ReturnType<typeof nkeys.createUser>;
  beforeAll(async () => {
    system = await System.start({ services: true });
    for (const service of ['a', 'b']) secrets.set(service, await addService(system, service));
  });
  afterAll(() => system.stop());

  const login = async (service: string, secret = secrets.get(service) ?? ''): Promise<Bounded> =>
    new Bounded(await logIn(system, { service, secret }));

  it('are let in by their own secret alone', async () => {
    const a = await login('a');
    await a.nc.close();
    for (const wrong of ['wrong', secrets.get('b')]) {
      await expect(login('a', wrong)).rejects.toThrow('Authorization Violation');
    }
    await expect(login('nobody', 'x')).rejects.toThrow('Authorization Violation');
    await expect(login('a.b', 'x')).rejects.toThrow('Authorization Violation');
    await expect(login('>', 'x')).rejects.toThrow('Authorization Violation');
  });

  it('are let in by an nkey of theirs, and nobody by its public half', async () => {
    keyed = nkeys.createUser();
    const publicKey = keyed.getPublicKey();
    await accepted(system, 'auth', 'service.issue-identity', {
      service: 'a',
      kind: 'nkey',
      publicKey,
    });
    const servers = system.natsUrl;
    const nc = await connect({ servers, authenticator: nkeyAuthenticator(keyed.getSeed()) });
    await nc.close();
    const other = nkeys.createUser();
    const forged = connect({
      servers,
      reconnect: false,
      authenticator: (nonce) => ({
        nkey: publicKey,
        sig: Buffer.from(other.sign(Buffer.from(nonce ?? ''))).toString('base64url'),
      }),
    });
    await expect(forged).rejects.toThrow('Authorization Violation');
    const twice = { service: 'b', kind: 'nkey', publicKey };
    const answer = await system.command('auth', 'service.issue-identity', twice);
    expect(answer.refused?.code).toBe('in-use');
  });

  it('emit what they declared, from the next connection on', async () => {
    const before = await login('a');
    expect(await declaring(before, 'a', ['said'])).toMatchObject({ reconnect: true });
    expect(await before.mayNotPublish('liaison.events.in.a.said')).toBe(true);
    await before.nc.close();
    const after = await login('a');
    expect(await after.mayNotPublish('liaison.events.in.a.said')).toBe(false);
    expect(await after.mayNotPublish('liaison.service.a.alive')).toBe(false);
    for (const own of ['_INBOX_a.>', 'liaison.call.a.>', 'liaison.refused.a']) {
      expect(await after.mayNotSubscribe(own)).toBe(false);
    }
    await after.nc.close();
  });

  it('publish and hear nothing else, subject by subject', async () => {
    const a = await login('a');
    const allowed: string[] = [];
    for (const subject of forbiddenToPublish) {
      if (!(await a.mayNotPublish(subject))) allowed.push(`publish ${subject}`);
    }
    for (const subject of forbiddenToSubscribe) {
      if (!(await a.mayNotSubscribe(subject))) allowed.push(`subscribe ${subject}`);
    }
    expect(allowed).toEqual([]);
    await a.nc.close();
  });

  it('are out once their identity is revoked, and let in by no other', async () => {
    const wanted = { service: 'b', kind: 'secret' };
    const { identity, secret } = await accepted(system, 'auth', 'service.issue-identity', wanted);
    const b = await login('b', String(secret));
    await accepted(system, 'auth', 'service.revoke-identity', { service: 'b', identity });
    await b.nc.closed();
    await expect(login('b', String(secret))).rejects.toThrow('Authorization Violation');
    await (await login('b')).nc.close();
  });

  it('are refused once they are retired', async () => {
    await accepted(system, 'service-registry', 'service.retire', { service: 'b' });
    await expect(login('b')).rejects.toThrow('Authorization Violation');
  });
});

type Result = Record<string, unknown>;
