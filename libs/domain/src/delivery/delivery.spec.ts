import { describe, expect, it } from '@jest/globals';
import { stamp } from '../given.fixture.js';
import { expireNotification, parkNotification, replayNotification } from './decide.js';
import { evolveDelivery } from './evolve.js';
import { type CopyStanding, type Delivery, initialDelivery } from './state.js';

const k1 = { copy: 'k1' };
const why = { ...k1, code: 'exhausted', attempts: 10 } as const;
const none = initialDelivery;
const unchanged = { unchanged: true };
const unknown = { refused: 'unknown-notification', field: '/copy' };
const settled = { refused: 'settled', field: '/copy' };
const notParked = { refused: 'not-parked', field: '/copy' };
const parked = { fact: { type: 'NotificationParked', ...why } };
const replayed = { fact: { type: 'NotificationReplayed', ...k1 } };
const expired = { fact: { type: 'NotificationExpired', ...k1 } };

const byStanding: readonly (readonly [CopyStanding, object, object, object])[] = [
  ['unknown', unknown, unknown, unknown],
  ['pending', parked, notParked, expired],
  ['parked', unchanged, replayed, expired],
  ['acknowledged', settled, settled, settled],
  ['expired', settled, settled, unchanged],
  ['erased', settled, settled, settled],
];

describe('a copy', () => {
  it.each(byStanding)('%s, is parked, replayed, expired', (standing, park, replay, expire) => {
    expect(parkNotification(none, why, standing)).toEqual(park);
    expect(replayNotification(none, k1, standing)).toEqual(replay);
    expect(expireNotification(none, k1, standing)).toEqual(expire);
  });

  it.each([
    ['parked', unchanged, replayed, expired],
    ['replayed', parked, unchanged, expired],
    ['expired', settled, settled, unchanged],
  ] as const)('that was just %s is so, whatever an old ledger says', (is, park, replay, expire) => {
    const last: Delivery = { last: { ...k1, is } };
    expect(parkNotification(last, why, 'unknown')).toEqual(park);
    expect(replayNotification(last, k1, 'unknown')).toEqual(replay);
    expect(expireNotification(last, k1, 'unknown')).toEqual(expire);
  });

  it('that was acknowledged after a replay is settled', () => {
    const last: Delivery = { last: { ...k1, is: 'replayed' } };
    expect(parkNotification(last, why, 'acknowledged')).toEqual(settled);
    expect(replayNotification(last, k1, 'acknowledged')).toEqual(settled);
    expect(expireNotification(last, k1, 'acknowledged')).toEqual(settled);
  });

  it.each(['parked', 'replayed', 'expired'] as const)('that was %s is erased for good', (is) => {
    const last: Delivery = { last: { ...k1, is } };
    expect(parkNotification(last, why, 'erased')).toEqual(settled);
    expect(replayNotification(last, k1, 'erased')).toEqual(settled);
    expect(expireNotification(last, k1, 'erased')).toEqual(settled);
  });

  it('of which the last fact does not speak is as the ledger says', () => {
    const last: Delivery = { last: { copy: 'k2', is: 'expired' } };
    expect(parkNotification(last, why, 'pending')).toEqual(parked);
  });

  it.each([
    [parked.fact, 'parked'],
    [replayed.fact, 'replayed'],
    [expired.fact, 'expired'],
  ])('is what its last fact says: %#', (fact, is) => {
    const after = evolveDelivery(none, fact as Parameters<typeof evolveDelivery>[1], stamp());
    expect(after).toEqual({ last: { ...k1, is } });
  });
});
