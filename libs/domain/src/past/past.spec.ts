import { describe, expect, it } from '@jest/globals';
import { active, aMode, aProfile, connected, notAvailable, registered } from '../given.fixture.js';
import type { ProfileFact } from '../profile/facts.js';
import type { ProfileHead } from '../profile/state.js';
import type { TerminalFact } from '../terminal/facts.js';
import type { UserAround } from './around.js';
import { type Past, explainPast } from './past.js';

const NINE = '2026-01-05T09:00:00.000Z';
const QUARTER = '2026-01-05T09:15:00.000Z';
const office = aMode('office', 1);
const away = aMode('away', 2, { availability: notAvailable });
const work = aProfile([office, away], { defaultMode: 'away' });
const { documents: _, covering: __, ...head } = active(work);
const settled = { covering: [], passed: [], zoneData: '2026a' };

const logged = <F, S>(id: string, fact: F, after: S) => ({ id, fact, head: after });
const profile = (id: string, fact: ProfileFact, after: ProfileHead = head) =>
  logged(id, fact, after);
const activated = profile('p2', { type: 'ProfileActivated', profile: 'work', ...settled });
const registration = { type: 'UserRegistered', login: 'a', displayName: 'A' } as const;

/** Alice, her profile `work` active in `away`, her phone connected. */
const around: UserAround = {
  account: { last: logged('a1', registration, registered), later: [] },
  profiles: { last: activated, later: [] },
  uploads: { work: { id: 'p1', document: work } },
  terminals: {
    phone: {
      last: logged('t1', { type: 'TerminalConnected', ...connected } as TerminalFact, connected),
      later: [],
    },
  },
  consents: {},
};
const question = { viewer: 'bob', target: 'alice', instant: QUARTER };
const past = (which: Past, changes: Partial<UserAround> = {}) =>
  explainPast(question, { ...around, ...changes }, which);

describe('what held, and what was true', () => {
  it('C3.4 a boundary that was recorded late was true from its own instant, and held from then on', () => {
    const late = profile('p3', {
      type: 'PeriodsChanged',
      effectiveAt: NINE,
      ...settled,
      covering: ['office'],
    });
    const profiles = { last: activated, later: [late] };
    expect(past('true', { profiles })).toMatchObject({ state: 'connectable', mode: 'office' });
    expect(past('held', { profiles })).toMatchObject({ state: 'not-connectable', mode: 'away' });
    expect(past('true', { profiles }).facts).toContain('p3');
    expect(past('held', { profiles }).facts).not.toContain('p3');
  });

  it('C3.4 a boundary that a later edit carries was true too, though nothing came of it', () => {
    const without = aProfile([away]);
    const edit = profile('p3', {
      type: 'ProfileUploaded',
      document: without,
      ...settled,
      passed: [{ at: NINE, covering: ['office'] }],
    });
    const profiles = { last: activated, later: [edit] };
    expect(past('true', { profiles })).toMatchObject({ state: 'connectable', mode: 'office' });
    expect(past('held', { profiles })).toMatchObject({ state: 'not-connectable', mode: 'away' });
  });

  it('takes the last boundary by the instant, and none after it', () => {
    const late = profile('p3', {
      type: 'PeriodsChanged',
      effectiveAt: '2026-01-05T09:16:00.000Z',
      ...settled,
      covering: ['office'],
      passed: [
        { at: '2026-01-05T08:00:00.000Z', covering: ['office'] },
        { at: NINE, covering: [] },
      ],
    });
    expect(past('true', { profiles: { last: activated, later: [late] } })).toMatchObject({
      mode: 'away',
      state: 'not-connectable',
    });
  });

  it('ends a manual mode and a grant at their instant, written or not', () => {
    const manual = { mode: 'office', until: NINE } as const;
    const byHand = profile('p2', activated.fact, { ...head, manual });
    expect(past('held', { profiles: { last: byHand, later: [] } })).toMatchObject({ mode: 'away' });
    const required = { work: { id: 'p1', document: { ...work, authorisation: 'required' } } };
    const grant = { at: '2026-01-05T08:00:00.000Z', expiresAt: NINE };
    const granted = logged('c1', { type: 'AuthorisationGranted' } as const, { grant });
    expect(
      past('true', {
        uploads: required as UserAround['uploads'],
        consents: { bob: { last: granted, later: [] } },
      }),
    ).toMatchObject({ line: 4, state: 'subject-to-authorisation' });
  });

  it('beside rules ends a manual mode with its boundary: at once in truth, held until that is recorded', () => {
    const rules = [{ start: '2026-01-05T17:00', end: '2026-01-05T18:00' }];
    const ruled = aProfile([{ ...office, rules }, away], { defaultMode: 'away' });
    const manual = { mode: 'office', until: NINE } as const;
    const byHand = profile('p2', activated.fact, { ...head, manual });
    const uploads = { work: { id: 'p1', document: ruled } };
    const settling = { type: 'ProfileDeleted', profile: 'old', ...settled } as const;
    for (const late of [
      profile('p3', { type: 'PeriodsChanged', effectiveAt: NINE, ...settled }),
      profile('p3', { ...settling, passed: [{ at: NINE, covering: [], manualEnded: true }] }),
    ]) {
      const profiles = { last: byHand, later: [late] };
      expect(past('true', { profiles, uploads })).toMatchObject({ mode: 'away' });
      expect(past('held', { profiles, uploads })).toMatchObject({ mode: 'office' });
    }
    const unwritten = { profiles: { last: byHand, later: [] }, uploads };
    expect(past('true', unwritten)).toEqual(past('held', unwritten));
  });

  it('a terminal found lost later is uncertain since it was last seen', () => {
    const open = { work: { id: 'p1', document: aProfile([office]) } };
    const lost = {
      type: 'TerminalDisconnected',
      connection: 'c1',
      cause: 'lost',
      lastSeen: NINE,
    } as const;
    const end = (fact: TerminalFact) => ({
      uploads: open,
      terminals: {
        phone: {
          ...around.terminals['phone'],
          later: [logged('t2', fact, { connected: false } as const)],
        } as UserAround['terminals'][string],
      },
    });
    expect(past('true', end(lost))).toMatchObject({
      state: 'connectable',
      uncertain: { terminals: [{ terminal: 'phone', since: NINE }], state: 'not-connectable' },
    });
    expect(past('held', end(lost)).uncertain).toBeUndefined();
    expect(past('true', end({ ...lost, cause: 'closed' })).uncertain).toBeUndefined();
    expect(past('true', end({ ...lost, connection: 'c0' })).uncertain).toBeUndefined();
    const seen = { ...lost, lastSeen: '2026-01-05T09:16:00.000Z' };
    expect(past('true', end(seen)).uncertain).toBeUndefined();
  });

  it('of a time before any fact is that of nobody', () => {
    const empty = { later: [] };
    const nobody = { account: empty, profiles: empty, uploads: {}, terminals: {}, consents: {} };
    expect(explainPast(question, nobody, 'true')).toMatchObject({
      state: 'unknown',
      because: 'target-not-registered',
    });
  });
});
