import { describe, expect, it } from '@jest/globals';
import { stamp } from '../given.fixture.js';
import { IDENTITIES_MAX } from '../limits.js';
import { aService, absentService, retiredService } from '../registry/service.fixture.js';
import { issueIdentity, revokeIdentity } from './decide.js';
import { evolveServiceAccount } from './evolve.js';
import { initialServiceAccount, type ServiceAccount } from './state.js';

const service = aService();
const publicKey = `U${'A'.repeat(55)}`;
const secret = { identity: 'i1', kind: 'secret' } as const;
const nkey = { identity: 'i2', kind: 'nkey', publicKey } as const;
const none = initialServiceAccount;
const both: ServiceAccount = { identities: [secret, nkey] };

const keyless = { identity: 'i3', kind: 'nkey' } as const;
const at = (field: string, refused: string) => ({ refused, field });

describe("a service's account", () => {
  it.each([secret, nkey])('is given an identity: %j', (identity) => {
    expect(issueIdentity(none, identity, service)).toEqual({
      fact: { type: 'ServiceIdentityIssued', ...identity },
    });
  });

  it.each([
    ['of nobody', issueIdentity(none, secret, absentService), { refused: 'unknown-service' }],
    ['of a retired one', issueIdentity(none, secret, retiredService), { refused: 'retired' }],
    ['without its key', issueIdentity(none, keyless, service), at('/publicKey', 'malformed')],
    [
      'with a key it cannot have',
      issueIdentity(none, { ...secret, publicKey }, service),
      at('/publicKey', 'malformed'),
    ],
    ['there already', issueIdentity(both, secret, service), at('/identity', 'in-use')],
    [
      'with a key there already',
      issueIdentity(both, { ...nkey, identity: 'i3' }, service),
      at('/publicKey', 'in-use'),
    ],
  ])('is refused an identity %s', (_, decided, refused) => expect(decided).toEqual(refused));

  it('has at most 8 identities', () => {
    const identities = Array.from(
      { length: IDENTITIES_MAX },
      (_, at) => ({ identity: `x${at}`, kind: 'secret' }) as const,
    );
    expect(issueIdentity({ identities }, secret, service)).toEqual({
      refused: 'too-many-identities',
    });
    const oneLess = { identities: identities.slice(1) };
    expect(issueIdentity(oneLess, secret, service)).toHaveProperty('fact');
  });

  it('loses an identity it has', () => {
    const revoke = { identity: 'i1', cause: 'lost' };
    expect(revokeIdentity(both, revoke)).toEqual({
      fact: { type: 'ServiceIdentityRevoked', ...revoke },
    });
    expect(revokeIdentity(none, revoke)).toEqual({
      refused: 'unknown-identity',
      field: '/identity',
    });
  });

  it('is what its facts say, by identity', () => {
    const issued = (identity: typeof secret | typeof nkey) =>
      ({ type: 'ServiceIdentityIssued', ...identity }) as const;
    const one = evolveServiceAccount(none, issued(nkey), stamp());
    const two = evolveServiceAccount(one, issued(secret), stamp());
    expect(two).toEqual(both);
    const revoked = { type: 'ServiceIdentityRevoked', identity: 'i1', cause: 'lost' } as const;
    expect(evolveServiceAccount(two, revoked, stamp())).toEqual({ identities: [nkey] });
  });
});
