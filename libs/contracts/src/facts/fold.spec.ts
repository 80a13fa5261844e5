import type { AccountFact, ConsentFact, ProfileFact, TerminalFact } from '@liaison/domain';
import { describe, expect, it } from '@jest/globals';
import { accountCodec } from './account/codec.js';
import { consentCodec } from './consent/codec.js';
import { folded, readBack } from './heads.fixture.js';
import { profileCodec } from './profile/codec.js';
import { terminalCodec } from './terminal/codec.js';

const settled = { covering: [], passed: [], zoneData: '2025b' };
const mode = (id: string, order: number) =>
  ({
    mode: id,
    order,
    availability: { state: 'available' },
    audience: { everyone: true },
    notification: 'immediate',
  }) as const;
const document = (profile: string) =>
  ({
    profile,
    label: 'At work',
    zone: 'Europe/Paris',
    contacts: ['bob', 'constructor'],
    authorisation: 'open',
    defaultMode: 'office',
    modes: [mode('office', 1), mode('away', 2)],
  }) as const;

describe('the head of a fact is the fold of all deltas so far', () => {
  it('of an account', () => {
    const story: AccountFact[] = [
      { type: 'UserRegistered', login: 'alice', displayName: 'Alice' },
      { type: 'CredentialIssued', credential: 'p1', kind: 'password' },
      { type: 'TerminalEnrolled', terminal: 'desk', kind: 'softphone', label: 'Desk' },
      {
        type: 'TerminalEnrolled',
        terminal: 'constructor',
        kind: 'phone',
        label: 'Car',
        number: '+33140000000',
      },
      {
        type: 'CredentialIssued',
        credential: 'f1',
        kind: 'refresh-family',
        expiresAt: '2026-02-05T08:00:00.000Z',
      },
      { type: 'CredentialIssued', credential: 'f2', kind: 'refresh-family', replaces: 'f1' },
      { type: 'UserSuspended', cause: 'lost-device', note: 'asked by telephone' },
      { type: 'UserReinstated', cause: 'device-found' },
      { type: 'TerminalRemoved', terminal: 'desk', cause: 'by-user' },
      { type: 'CredentialRevoked', credential: 'f2', cause: 'by-user' },
      { type: 'UserErased', by: 'self' },
      { type: 'UserErasureCompleted', stores: ['keys', 'rows'] },
    ];
    expect(readBack(accountCodec, story)).toEqual(folded(accountCodec, story));
  });

  it('of a terminal', () => {
    const network = 'websocket';
    const story: TerminalFact[] = [
      { type: 'TerminalConnected', connection: 'c1', gateway: 'g1', network },
      { type: 'TerminalConnected', connection: 'c2', gateway: 'g2', network, replaced: 'c1' },
      {
        type: 'TerminalDisconnected',
        connection: 'c2',
        cause: 'lost',
        lastSeen: '2026-01-05T08:00:02.000Z',
      },
      { type: 'TerminalConnected', connection: 'c3', gateway: 'g1', network },
    ];
    expect(readBack(terminalCodec, story)).toEqual(folded(terminalCodec, story));
  });

  it('of profiles', () => {
    const until = '2026-01-05T08:00:07.500Z';
    const work = { profile: 'work', version: 1 };
    const story: ProfileFact[] = [
      { type: 'ProfileUploaded', document: document('work'), ...settled },
      { type: 'ProfileUploaded', document: document('home'), ...settled },
      { type: 'ProfileActivated', profile: 'work', mode: 'away', until: 'cleared', ...settled },
      { type: 'ModeCleared', ...work, mode: 'away', until: 'cleared', ...settled },
      { type: 'ModeActivated', ...work, mode: 'away', until, ...settled, covering: ['office'] },
      { type: 'PeriodsChanged', effectiveAt: until, ...settled },
      {
        type: 'ModeActivated',
        ...work,
        mode: 'away',
        until: '2026-01-05T08:00:08.500Z',
        ...settled,
      },
      {
        type: 'ProfileActivated',
        profile: 'home',
        replaced: 'work',
        ...settled,
        passed: [{ at: '2026-01-05T08:00:08.500Z', covering: ['office'], manualEnded: true }],
      },
      { type: 'ProfileDeleted', profile: 'work', ...settled },
      { type: 'ProfileDeactivated', profile: 'home', ...settled },
    ];
    expect(readBack(profileCodec, story)).toEqual(folded(profileCodec, story));
  });

  it('of a consent', () => {
    const story: ConsentFact[] = [
      { type: 'AuthorisationAsked' },
      { type: 'AuthorisationRetracted' },
      { type: 'AuthorisationGranted', expiresAt: '2026-01-05T08:00:03.500Z' },
      { type: 'AuthorisationExpired', effectiveAt: '2026-01-05T08:00:03.500Z' },
      { type: 'AuthorisationGranted' },
      { type: 'AuthorisationWithdrawn' },
      { type: 'AuthorisationDenied' },
      { type: 'ContactBlocked' },
      { type: 'AuthorisationGranted' },
      { type: 'ContactUnblocked' },
    ];
    expect(readBack(consentCodec, story)).toEqual(folded(consentCodec, story));
  });
});
