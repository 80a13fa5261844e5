import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { House } from '../../fixtures/house.js';
import { NETWORKS } from './networks.js';
import type { Terminal } from '../../fixtures/terminal.js';

describe.each(NETWORKS)('a gateway with terminals on the network %s leaves', (network) => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  const ends = (code: number): number => (network === 'websocket' ? code : 0);
  const gateways = async () => {
    const filter = house.stage.owner.subjects.gatewayLeases();
    const info = await house.stage.owner.jsm.streams.info('LEASES', { subjects_filter: filter });
    const alive: string[] = [];
    for (const subject of Object.keys(info.state.subjects ?? {})) {
      const message = await house.stage.owner.jsm.streams.getMessage('LEASES', {
        last_by_subj: subject,
      });
      if (message !== null && message.data.length > 0) alive.push(subject);
    }
    return alive;
  };

  it('when it is stopped: its terminals are told, recorded as closed, and its lease is given back', async () => {
    const terminal = await house.connected('ann', { network });
    expect(await gateways()).toHaveLength(1);
    await house.gateway.stop();
    expect(await terminal.note('closing')).toMatchObject({
      code: 'draining',
      retryAfterMs: expect.any(Number),
    });
    expect(await terminal.ended).toBe(ends(1012));
    expect(house.others.of('terminal.disconnect').at(-1)?.data).toMatchObject({
      user: 'ann',
      cause: 'closed',
    });
    expect(await gateways()).toEqual([]);
  });

  it('ends those it cannot show a new list: they come back, and are not called slow', async () => {
    const terminal = await house.connected('ann', { network });
    const other = await house.connected('bea', { network });
    await house.stage.owner.jsm.streams.delete('STATE');
    house.stage.announceSelf('ann', { contactsRevision: 1, contacts: ['bob'] });
    expect(await terminal.note('closing')).toEqual({
      code: 'draining',
      retryAfterMs: expect.any(Number),
    });
    expect(await terminal.ended).toBe(ends(1012));
    const { others } = house;
    expect(
      await others.until('terminal.disconnect', ({ data }) => data['user'] === 'ann'),
    ).toMatchObject({ data: { cause: 'closed' } });
    expect((await other.ask('mode.clear')).result).toEqual({ changed: true });
  });

  it('C1.15 when it is cut off: it closes every terminal before its lease ends, and comes back as another', async () => {
    const terminal = await house.connected('ann', { network });
    const gatewayOf = () => house.others.of('terminal.connect').at(-1)?.data['gateway'];
    const before = gatewayOf();
    const cutMs = performance.now();
    house.stage.line.cut();
    const closing = await terminal.note('closing');
    expect(closing).toMatchObject({ code: 'lease-lost', retryAfterMs: expect.any(Number) });
    expect(performance.now() - cutMs).toBeLessThan(8_500);
    expect(await terminal.ended).toBe(ends(1012));
    await expect(house.socket()).rejects.toThrow('503');
    expect((await fetch(`${house.gateway.url}/terminal/stream`)).status).toBe(503);
    expect((await fetch(`${house.gateway.url}/terminal/rpc`, { method: 'POST' })).status).toBe(503);
    expect((await fetch(`${house.gateway.url}/ready`)).status).toBe(503);
    house.stage.line.heal();
    let again: Terminal | undefined;
    while (again === undefined) {
      await pause(closing['retryAfterMs'] as number);
      again = await house.connected('ann', { network }).catch(() => undefined);
    }
    expect(gatewayOf()).not.toBe(before);
  });
});
