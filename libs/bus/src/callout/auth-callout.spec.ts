import { readFile } from 'node:fs/promises';
import { type Authenticator, nkeyAuthenticator } from '@nats-io/transport-node';
import { createUser } from '@nats-io/nkeys';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { asService, bySecret, permissionsOf, specCallout } from '../fixtures/services-of-a-spec.js';
import type { AuthCallout } from './auth-callout.js';

describe('the callout', () => {
  let spec: SpecEngine;
  let callout: AuthCallout;
  const pair = createUser();
  const reports: string[] = [];
  beforeAll(async () => {
    spec = await specEngine();
    callout = await specCallout(
      spec,
      (login) => {
        if (login.kind === 'secret') return bySecret('liaison')(login);
        const known = login.publicKey === pair.getPublicKey();
        return Promise.resolve(known ? permissionsOf('keyed') : { refused: 'nobody’s key' });
      },
      (user, outcome) => reports.push(`${user}: ${outcome}`),
    );
  });
  afterAll(async () => {
    await callout.close();
    await spec.end();
  });
  const withKey = (authenticator: Authenticator): ReturnType<typeof asService> =>
    asService(spec, 'keyed', { authenticator });

  it('lets in who has the secret', async () => {
    const nc = await asService(spec, 'a');
    expect(reports).toContain('a: let in');
    await nc.close();
  });

  it('lets in who signs the nonce of the server', async () => {
    const nc = await withKey(nkeyAuthenticator(pair.getSeed()));
    await nc.close();
  });

  it('refuses a wrong secret, and nothing shown, and tells the client no reason', async () => {
    await expect(asService(spec, 'a', { pass: 'wrong' })).rejects.toThrow(
      'Authorization Violation',
    );
    await expect(asService(spec, 'a', {})).rejects.toThrow('Authorization Violation');
    expect(reports).toEqual(
      expect.arrayContaining(['a: a wrong secret', 'a: neither a secret nor a key was shown']),
    );
  });

  it('refuses the public key of somebody else with another’s signature', async () => {
    const nkey = pair.getPublicKey();
    const other = createUser();
    const forged: Authenticator = (nonce) => ({
      nkey,
      sig: Buffer.from(other.sign(Buffer.from(nonce ?? ''))).toString('base64url'),
    });
    await expect(withKey(forged)).rejects.toThrow('Authorization Violation');
    expect(reports.at(-1)).toMatch(/nonce is not signed/);
  });

  it('refuses a signature of another nonce', async () => {
    const nkey = pair.getPublicKey();
    const old = Buffer.from(pair.sign(Buffer.from('another nonce'))).toString('base64url');
    await expect(withKey(() => ({ nkey, sig: old }))).rejects.toThrow('Authorization Violation');
  });

  it('does not stand between us and our own accounts', async () => {
    const before = reports.length;
    const bus = await spec.connect();
    await bus.close();
    expect(reports).toHaveLength(before);
  });

  it('refuses whom the answer throws for', async () => {
    await callout.close();
    callout = await specCallout(spec, () => Promise.reject(new Error('the log is away')));
    await expect(asService(spec, 'a')).rejects.toThrow('Authorization Violation');
    await callout.close();
    callout = await specCallout(spec);
  });

  it('does not start with a seed that can sign nothing', async () => {
    await callout.close();
    const { authSeedFile, systemSeedFile } = spec.engine;
    await expect(
      specCallout({ ...spec, engine: { ...spec.engine, issuerSeedFile: systemSeedFile } }),
    ).rejects.toThrow('LIAISON_NATS_ISSUER_SEED_FILE');
    expect(await readFile(authSeedFile, 'utf8')).toMatch(/^SU/);
    callout = await specCallout(spec);
  });

  it('shares the questions among its instances, and each may go', async () => {
    const heard = ['', ''];
    const count = (at: number) => (user: string) => void (heard[at] += `${user} `);
    await callout.close();
    const first = await specCallout(spec, undefined, count(0));
    callout = await specCallout(spec, undefined, count(1));
    const users = Array.from({ length: 40 }, (_, at) => `s${at}`);
    const all = await Promise.all(users.map((user) => asService(spec, user)));
    expect(heard.join('').trim().split(' ')).toHaveLength(40);
    expect(heard.every((one) => one !== '')).toBe(true);
    await first.close();
    all.push(await asService(spec, 'last'));
    await Promise.all(all.map((nc) => nc.close()));
  });
});
