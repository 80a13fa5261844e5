import { describe, expect, it } from '@jest/globals';
import { type Connected, Connections } from './connections.js';

const connected = (user: string, terminal: string, connection: string, gateway: string) =>
  ({
    user,
    terminal,
    connection,
    gateway,
    fact: `fact of ${connection}`,
    since: '2026-01-05T08:00:00.000Z',
    correlation: 'chain',
  }) satisfies Connected;

const idsOf = (found: readonly Connected[]) => found.map(({ connection }) => connection);

describe('connected terminals', () => {
  it('are found by gateway and by user', () => {
    const connections = new Connections();
    connections.connected(connected('ann', 'phone', 'c1', 'g1'));
    connections.connected(connected('ann', 'browser', 'c2', 'g2'));
    connections.connected(connected('bob', 'phone', 'c3', 'g1'));
    expect(idsOf(connections.at('g1'))).toEqual(['c1', 'c3']);
    expect(idsOf(connections.of('ann'))).toEqual(['c1', 'c2']);
    expect(connections.gateways()).toEqual(['g1', 'g2']);
    expect(connections.size).toBe(3);
  });

  it('have one connection each: one that was superseded is at no gateway any more', () => {
    const connections = new Connections();
    const first = connected('ann', 'phone', 'c1', 'g1');
    connections.connected(first);
    connections.connected(connected('ann', 'phone', 'c2', 'g2'));
    expect(connections.has(first)).toBe(false);
    expect(connections.gateways()).toEqual(['g2']);
    expect(idsOf([...connections.all()])).toEqual(['c2']);
  });

  it('leave nothing behind when they are gone', () => {
    const connections = new Connections();
    connections.connected(connected('ann', 'phone', 'c1', 'g1'));
    connections.disconnected('ann', 'phone');
    connections.disconnected('ann', 'phone');
    expect([connections.size, connections.gateways(), connections.of('ann')]).toEqual([0, [], []]);
  });
});
