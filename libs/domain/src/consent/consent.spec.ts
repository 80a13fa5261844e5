import { describe, expect, it } from '@jest/globals';
import { blocked, granted, NOON, ONE, stamp, TWO } from '../given.fixture.js';
import { CONSENTS_MAX, PENDING_MAX } from '../limits.js';
import { ask, block, deny, expire, grant, retract, unblock, withdraw } from './decide.js';
import { evolveConsent } from './evolve.js';
import type { ConsentFact } from './facts.js';
import { pendingRequests } from './pending.js';
import { initialConsent as none, type Consent } from './state.js';

const context = { owner: 'alice', viewer: 'bob', now: ONE, standing: 0 };
const full = { ...context, standing: CONSENTS_MAX };
const mirror = { ...context, viewer: 'alice' };
const asked: Consent = { ask: { at: NOON } };
const denied: Consent = { denied: { at: NOON } };
const untilOne: Consent = { grant: { at: NOON, expiresAt: ONE } };
const untilTwo: Consent = { grant: { at: NOON, expiresAt: TWO } };
const unchanged = { unchanged: true };

const after = (consent: Consent, one: ConsentFact) => evolveConsent(consent, one, stamp(2, ONE));
const at = (day: number) => `2026-01-${String(day).padStart(2, '0')}T12:00:00.000Z`;

const refused = (code: string) => expect.objectContaining({ refused: code });
const fact = (type: ConsentFact['type'], more = {}) => ({ fact: { type, ...more } });

describe('consent', () => {
  it.each([
    ['nothing', none],
    ['a pending request', asked],
    ['a denial', denied],
    ['a grant', granted],
    ['a block', blocked],
  ])('with %s, an ask is a fact all the same: the answer tells nothing', (_, consent) => {
    expect(ask(consent, context)).toEqual(fact('AuthorisationAsked'));
  });

  it.each([
    ['a pending request', retract(asked, context), fact('AuthorisationRetracted')],
    ['nothing', retract(none, context), unchanged],
    ['a denial', retract(denied, context), unchanged],
    ['a grant', retract(granted, context), unchanged],
  ])('with %s, is retracted', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['nothing', grant(none, context), fact('AuthorisationGranted')],
    ['a pending request', grant(asked, context), fact('AuthorisationGranted')],
    ['a denial', grant(denied, context), fact('AuthorisationGranted')],
    ['a block', grant(blocked, context), fact('AuthorisationGranted')],
    ['the same grant', grant(granted, context), unchanged],
    ['the same end', grant(untilTwo, context, { expiresAt: TWO }), unchanged],
    [
      'an endless grant',
      grant(granted, context, { expiresAt: TWO }),
      fact('AuthorisationGranted', { expiresAt: TWO }),
    ],
    ['a grant with an end', grant(untilTwo, context), fact('AuthorisationGranted')],
    ['a grant that ended', grant(untilOne, context), fact('AuthorisationGranted')],
    [
      'a grant and a new request',
      grant({ ...granted, ...asked }, context),
      fact('AuthorisationGranted'),
    ],
    ['an end that is now', grant(none, context, { expiresAt: ONE }), refused('until-past')],
    ['an end in the past', grant(none, context, { expiresAt: NOON }), refused('until-past')],
    ['no room', grant(none, full), refused('too-many-consents')],
    ['no room, but its own', grant(denied, full), fact('AuthorisationGranted')],
  ])('with %s, is granted', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['nothing', deny(none, context), refused('no-request')],
    ['a pending request', deny(asked, context), fact('AuthorisationDenied')],
    ['a grant', deny(granted, context), fact('AuthorisationDenied')],
    ['a grant that ended', deny(untilOne, context), refused('no-request')],
    ['a denial', deny(denied, context), unchanged],
    [
      'a denial and a new request',
      deny({ ...denied, ...asked }, context),
      fact('AuthorisationDenied'),
    ],
    ['no room', deny(asked, full), refused('too-many-consents')],
  ])('with %s, is denied', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['a grant', withdraw(granted, context), fact('AuthorisationWithdrawn')],
    [
      'a grant and a block',
      withdraw({ ...granted, ...blocked }, context),
      fact('AuthorisationWithdrawn'),
    ],
    ['a grant that ended', withdraw(untilOne, context), refused('no-grant')],
    ['nothing', withdraw(none, context), refused('no-grant')],
    ['a pending request', withdraw(asked, context), refused('no-grant')],
  ])('with %s, is withdrawn', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    [
      'a grant that ends now',
      expire(untilOne, ONE),
      fact('AuthorisationExpired', { effectiveAt: ONE }),
    ],
    [
      'a grant that ended',
      expire(untilOne, TWO),
      fact('AuthorisationExpired', { effectiveAt: ONE }),
    ],
    ['a grant that holds', expire(untilTwo, ONE), unchanged],
    ['a grant without end', expire(granted, ONE), unchanged],
    ['nothing', expire(none, ONE), unchanged],
  ])('with %s, is looked at by the timer', (_, decided, expected) =>
    expect(decided).toEqual(expected),
  );

  it.each([
    ['nothing', block(none, context), fact('ContactBlocked')],
    ['a grant', block(granted, full), fact('ContactBlocked')],
    ['a block', block(blocked, context), unchanged],
    ['no room', block(none, full), refused('too-many-consents')],
  ])('with %s, is blocked', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['a block', unblock(blocked, context), fact('ContactUnblocked')],
    ['nothing', unblock(none, context), unchanged],
  ])('with %s, is unblocked', (_, decided, expected) => expect(decided).toEqual(expected));

  it('of oneself is none', () => {
    const decisions = [
      ask(asked, mirror),
      retract(asked, mirror),
      grant(asked, mirror),
      deny(asked, mirror),
      withdraw(granted, mirror),
      block(none, mirror),
      unblock(blocked, mirror),
    ];
    for (const decided of decisions) expect(decided).toEqual({ refused: 'yourself' });
  });

  it('changes as each fact says', () => {
    const all: Consent = { ...asked, ...granted, ...denied, ...blocked };
    expect(after(all, { type: 'AuthorisationAsked' })).toEqual({ ...all, ask: { at: ONE } });
    expect(after(all, { type: 'AuthorisationRetracted' })).toEqual({
      ...granted,
      ...denied,
      ...blocked,
    });
    expect(after(all, { type: 'AuthorisationGranted', expiresAt: TWO })).toEqual({
      ...blocked,
      grant: { at: ONE, expiresAt: TWO },
    });
    expect(after(all, { type: 'AuthorisationDenied' })).toEqual({
      ...blocked,
      denied: { at: ONE },
    });
    const ungranted = { ...asked, ...denied, ...blocked };
    expect(after(all, { type: 'AuthorisationWithdrawn' })).toEqual(ungranted);
    expect(after(all, { type: 'AuthorisationExpired', effectiveAt: ONE })).toEqual(ungranted);
    expect(after(none, { type: 'ContactBlocked' })).toEqual({ blocked: { at: ONE } });
    expect(after(all, { type: 'ContactUnblocked' })).toEqual({ ...asked, ...granted, ...denied });
  });
});

describe('pending requests', () => {
  it('are shown oldest first, at most two hundred', () => {
    const consents: Record<string, Consent> = {
      zed: { ask: { at: at(2) } },
      bob: { ask: { at: at(3) } },
    };
    expect(
      pendingRequests({ ...consents, carol: { ask: { at: at(2) } } }, { instant: NOON }),
    ).toEqual(['carol', 'zed', 'bob']);
    for (let index = 0; index < PENDING_MAX; index++)
      consents[`u${index}`] = { ask: { at: at(1) } };
    expect(pendingRequests(consents, { instant: NOON })).toHaveLength(PENDING_MAX);
    expect(pendingRequests(consents, { instant: NOON })).not.toContain('bob');
  });

  it.each<[string, Consent, boolean]>([
    ['nobody asked', denied, false],
    ['the asker is blocked', { ...asked, ...blocked }, false],
    ['a grant is in force', { ...asked, ...granted }, false],
    ['the grant has ended', { ...asked, ...untilOne }, true],
    ['denied 29 days before', { ask: { at: at(30) }, denied: { at: at(1) } }, false],
    ['denied 30 days before', { ask: { at: at(31) }, denied: { at: at(1) } }, true],
  ])('where %s', (_, consent, isShown) => {
    expect(pendingRequests({ bob: consent }, { instant: TWO })).toEqual(isShown ? ['bob'] : []);
  });

  it.each([
    ['30 days before', at(31), []],
    ['29 days before', at(30), ['bob']],
  ])('of one asked %s being registered', (_, registeredAt, shown) => {
    const context = { instant: TWO, registeredAt };
    expect(pendingRequests({ bob: { ask: { at: at(1) } } }, context)).toEqual(shown);
  });

  it('that a denial silenced does not come back by itself; a later one is shown', () => {
    const silenced: Consent = { denied: { at: at(1) }, ask: { at: at(5) } };
    expect(pendingRequests({ bob: silenced }, { instant: TWO })).toEqual([]);
    const later = evolveConsent(silenced, { type: 'AuthorisationAsked' }, stamp(3, at(31)));
    expect(pendingRequests({ bob: later }, { instant: TWO })).toEqual(['bob']);
  });
});
