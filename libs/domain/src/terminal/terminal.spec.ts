import { describe, expect, it } from '@jest/globals';
import { connected, NOON, registered, stamp } from '../given.fixture.js';
import { connectTerminal, disconnectTerminal } from './decide.js';
import { evolveTerminal } from './evolve.js';
import { initialTerminal } from './state.js';

const away = initialTerminal;
const connect = { terminal: 'phone', connection: 'c2', gateway: 'g2', network: 'http' } as const;
const opened = { connection: 'c2', gateway: 'g2', network: 'http' } as const;
const disconnect = { connection: 'c1', cause: 'closed', lastSeen: NOON } as const;

describe('a terminal', () => {
  it('connects', () => {
    expect(connectTerminal(away, connect, registered)).toEqual({
      fact: { type: 'TerminalConnected', ...opened },
    });
  });

  it('connecting again supersedes its connection, with no disconnect', () => {
    expect(connectTerminal(connected, connect, registered)).toEqual({
      fact: { type: 'TerminalConnected', ...opened, replaced: 'c1' },
    });
  });

  it('connected with this connection already changes nothing', () => {
    const again = { ...connect, connection: 'c1' };
    expect(connectTerminal(connected, again, registered)).toEqual({ unchanged: true });
  });

  it.each([
    ['never registered', { ...registered, status: 'absent' }, 'not-registered'],
    ['suspended', { ...registered, status: 'suspended' }, 'suspended'],
    ['erased', { ...registered, status: 'erased' }, 'erased'],
  ] as const)('of a user who was %s may not connect', (_, account, refused) => {
    expect(connectTerminal(away, connect, account)).toEqual({ refused });
  });

  it('that is not enrolled may not connect', () => {
    const other = { ...connect, terminal: 'constructor' };
    expect(connectTerminal(away, other, registered)).toMatchObject({ refused: 'unknown-terminal' });
  });

  it('disconnects', () => {
    const decided = disconnectTerminal(connected, disconnect);
    expect(decided).toEqual({ fact: { type: 'TerminalDisconnected', ...disconnect } });
  });

  it('is never ended by a late loss of an older connection', () => {
    const late = { ...disconnect, connection: 'c0', cause: 'lost' } as const;
    expect(disconnectTerminal(connected, late)).toEqual({ refused: 'superseded' });
    const fact = { type: 'TerminalDisconnected', ...late } as const;
    expect(evolveTerminal(connected, fact, stamp())).toEqual(connected);
  });

  it('that is away is not disconnected twice', () => {
    expect(disconnectTerminal(away, disconnect)).toEqual({ refused: 'not-connected' });
  });

  it('is what its last fact says', () => {
    const fact = { type: 'TerminalConnected', ...opened, replaced: 'c1' } as const;
    expect(evolveTerminal(connected, fact, stamp())).toEqual({ connected: true, ...opened });
    const end = { type: 'TerminalDisconnected', ...disconnect } as const;
    expect(evolveTerminal(connected, end, stamp())).toEqual({ connected: false });
  });
});
