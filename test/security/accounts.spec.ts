import { setImmediate as nextTurn } from 'node:timers/promises';
import { type NatsConnection, connect, nkeyAuthenticator, nkeys } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { System } from '../harness/system.js';
import { forbiddenToPublish, forbiddenToSubscribe } from './forbidden-subjects.js';

/** A service's connection that notes what the engine did not let it do. */
class Bounded {
  private readonly refusals: string[] = [];

  constructor(readonly nc: NatsConnection) {
    void this.listen();
  }

  private async listen(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === 'error') this.refusals.push(status.error.message.toLowerCase());
    }
  }

  /** Whether the engine refuses this; it has answered by the time of the flush. */
  async mayNotPublish(subject: string): Promise<boolean> {
    this.nc.publish(subject, '{}');
    return this.refused('publish', subject);
  }

  async mayNotSubscribe(subject: string): Promise<boolean> {
    const subscription = this.nc.subscribe(subject, { callback: () => undefined });
    const refused = await this.refused('subscription', subject);
    subscription.unsubscribe();
    return refused;
  }

  private async refused(what: string, subject: string): Promise<boolean> {
    await this.nc.flush();
    // The error came before the flush was answered; the loop over them takes it in its own turn.
    await nextTurn();
    const said = `permissions violation for ${what} to "${subject}"`.toLowerCase();
    return this.refusals.some((text) => text.includes(said));
  }
}

/** Connects as a service does that emits these types. */
async function declaring({ nc }: Bounded, service: string, types: string[]): Promise<Result> {
  const emits = types.map((type) => ({ type, about: 'nobody' }));
  const rest = { wants: [], delivery: 'push', calls: [], authentication: 'none' };
  const request = { connection: 'one', declaration: { emits, ...rest } };
  const subject = `liaison.service.${service}.connect`;
  return (await nc.request(subject, JSON.stringify(request), { timeout: 20_000 })).json<Result>();
}

describe('services among themselves', () => {
  let system: System;
  const secrets = new Map<string, string>();
  let keyed: ReturnType<typeof nkeys.createUser>;
  beforeAll(async () => {
    system = await System.start({ services: true });
    for (const service of ['a', 'b']) secrets.set(service, await secretOf(service));
  });
  afterAll(() => system.stop());

  const accepted = async (app: string, verb: string, data: object): Promise<Result> => {
    const answer = await system.command(app, verb, data);
    if (answer.accepted === undefined) throw new Error(`${verb}: ${JSON.stringify(answer)}`);
    return answer.accepted.result;
  };
  const secretOf = async (service: string): Promise<string> => {
    await accepted('service-registry', 'service.register', { service });
    const wanted = { service, kind: 'secret' };
    return String((await accepted('auth', 'service.issue-identity', wanted))['secret']);
  };
  const login = async (user: string, pass = secrets.get(user) ?? ''): Promise<Bounded> =>
    new Bounded(
      await connect({
        servers: system.natsUrl,
        user,
        pass,
        inboxPrefix: `_INBOX_${user}`,
        reconnect: false,
        timeout: 5_000,
      }),
    );

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
    await accepted('auth', 'service.issue-identity', { service: 'a', kind: 'nkey', publicKey });
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
    const { identity, secret } = await accepted('auth', 'service.issue-identity', wanted);
    const b = await login('b', String(secret));
    await accepted('auth', 'service.revoke-identity', { service: 'b', identity });
    await b.nc.closed();
    await expect(login('b', String(secret))).rejects.toThrow('Authorization Violation');
    await (await login('b')).nc.close();
  });

  it('are refused once they are retired', async () => {
    await accepted('service-registry', 'service.retire', { service: 'b' });
    await expect(login('b')).rejects.toThrow('Authorization Violation');
  });
});

type Result = Record<string, unknown>;
