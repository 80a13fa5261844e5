import {
  type AccountFact,
  CREDENTIALS_MAX,
  DOCUMENT_MAX_BYTES,
  MODES_MAX,
  PASSED_MAX,
  PROFILES_MAX,
  type ProfileDocument,
  type ProfileFact,
  type ProfileHead,
  TERMINALS_MAX,
  validateProfile,
} from '@liaison/domain';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../canonical-json.js';
import { accountCodec } from './account/codec.js';
import { factBytesMaxOf } from './build.js';
import { consentCodec } from './consent/codec.js';
import { profileCodec } from './profile/codec.js';
import { TIME, bytesOf, stored } from './sizes.fixture.js';
import { terminalCodec } from './terminal/codec.js';

const KIB = 1024;
const user = 'u'.repeat(24);
const other = 'v'.repeat(24);
const id64 = (letter: string, at = 0) => letter.repeat(64 - String(at).length) + at;
const id24 = (letter: string, at = 0) => letter.repeat(24 - String(at).length) + at;

describe('the largest facts', () => {
  it('of an account: all terminals, labels, numbers and credentials at their limits', () => {
    const terminals = Array.from({ length: TERMINALS_MAX }, (_, at) => ({
      terminal: id24('t', at),
      kind: 'softphone' as const,
      label: 'ä'.repeat(64),
      number: '+123456789012345',
    }));
    const credentials = Array.from({ length: CREDENTIALS_MAX }, (_, at) => ({
      credential: `${'c'.repeat(38)}${String(at).padStart(2, '0')}`,
      kind: 'refresh-family' as const,
    }));
    const says: AccountFact = { type: 'UserSuspended', cause: id64('c'), note: 'ü'.repeat(256) };
    const head = { status: 'suspended' as const, terminals, credentials };
    const fact = stored(accountCodec, `account.${user}`, says, head);
    expect(bytesOf(fact)).toBeLessThanOrEqual(factBytesMaxOf(fact.type));
  });

  it('of an account as most are: four terminals and eight credentials in 4 KiB', () => {
    const terminals = Array.from({ length: 4 }, (_, at) => ({
      terminal: id24('t', at),
      kind: 'softphone' as const,
      label: 'My laptop at the office',
    }));
    const credentials = Array.from({ length: 8 }, (_, at) => ({
      credential: `${'c'.repeat(34)}${String(at).padStart(2, '0')}`,
      kind: 'refresh-family' as const,
    }));
    const head = { status: 'registered' as const, terminals, credentials };
    const says: AccountFact = { type: 'CredentialRevoked', credential: 'c1', cause: 'reused' };
    const fact = stored(accountCodec, `account.${user}`, says, head);
    expect(bytesOf(fact)).toBeLessThanOrEqual(4 * KIB);
  });

  it('of a terminal', () => {
    const opened = { connection: id64('c'), gateway: id64('g'), network: 'websocket' as const };
    const fact = stored(
      terminalCodec,
      `terminal.${user}.${other}`,
      { type: 'TerminalConnected', ...opened, replaced: id64('r') },
      { connected: true, ...opened },
    );
    expect(bytesOf(fact)).toBeLessThanOrEqual(factBytesMaxOf(fact.type));
  });

  it('of a consent', () => {
    const at = TIME;
    const fact = stored(
      consentCodec,
      `consent.${user}.${other}`,
      { type: 'AuthorisationGranted', expiresAt: at },
      { ask: { at }, grant: { at, expiresAt: at }, denied: { at }, blocked: { at } },
    );
    expect(bytesOf(fact)).toBeLessThanOrEqual(factBytesMaxOf(fact.type));
  });
});

const fullHead: ProfileHead = {
  active: id64('p'),
  manual: { mode: id64('m'), until: TIME },
  profiles: Array.from({ length: PROFILES_MAX }, (_, at) => ({
    profile: id64('p', at),
    version: 1_000_000,
    bytes: DOCUMENT_MAX_BYTES,
  })),
  nextBoundary: TIME,
};
const everyMode = Array.from({ length: MODES_MAX }, (_, at) => id64('m', at));
const said = (covering: readonly string[]) => ({ covering, passed: [], zoneData: '2025b' });
const activation = {
  type: 'ModeActivated',
  profile: id64('p'),
  version: 1_000_000,
  mode: id64('m'),
  until: TIME,
} as const;

describe('the largest facts of profiles', () => {
  const subject = `profile.${user}`;

  it('fit into 8 KiB when nothing was due', () => {
    const says: ProfileFact = { ...activation, ...said(everyMode) };
    expect(bytesOf(stored(profileCodec, subject, says, fullHead))).toBeLessThanOrEqual(8 * KIB);
  });

  it('fit into 64 KiB when 400 boundaries were due', () => {
    const passed = Array.from({ length: PASSED_MAX }, () => ({
      at: TIME,
      covering: ['in-the-office'],
      manualEnded: true as const,
    }));
    const says: ProfileFact = { ...activation, ...said(everyMode), passed };
    const fact = stored(profileCodec, subject, says, fullHead);
    expect(bytesOf(fact)).toBeLessThanOrEqual(factBytesMaxOf(fact.type));
  });

  it('fit into 96 KiB with a document of 48 KiB', () => {
    const document = documentOf(DOCUMENT_MAX_BYTES);
    const says: ProfileFact = { type: 'ProfileUploaded', document, ...said(everyMode) };
    const fact = stored(profileCodec, subject, says, fullHead);
    expect(bytesOf(fact)).toBeGreaterThan(64 * KIB);
    expect(bytesOf(fact)).toBeLessThanOrEqual(factBytesMaxOf(fact.type));
  });

  it('hold 1,000 contacts in a document under 48 KiB', () => {
    const document = { ...documentOf(0), contacts: users(1000) };
    expect(validateProfile(document)).toHaveProperty('document');
    expect(Buffer.byteLength(canonicalJson(document))).toBeLessThan(DOCUMENT_MAX_BYTES);
  });
});

function users(count: number): string[] {
  return Array.from({ length: count }, (_, at) => id24('u', 1000 + at));
}

/** A valid document of as nearly so many bytes as contacts and an audience can fill. */
function documentOf(bytes: number): ProfileDocument {
  const empty = Buffer.byteLength(canonicalJson(namingUsers(0)));
  return namingUsers(Math.max(0, Math.floor((bytes - empty) / (id24('u').length + 3))));
}

function namingUsers(count: number): ProfileDocument {
  return {
    profile: 'work',
    label: 'At work',
    zone: 'Europe/Paris',
    contacts: users(Math.min(count, 1000)),
    authorisation: 'open',
    defaultMode: 'office',
    modes: [
      {
        mode: 'office',
        order: 1,
        availability: { state: 'available' },
        audience: { except: users(Math.max(0, count - 1000)) },
        notification: 'immediate',
      },
    ],
  };
}
