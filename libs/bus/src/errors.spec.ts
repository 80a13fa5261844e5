import { describe, expect, it } from '@jest/globals';
import {
  AppendRejected,
  BusAway,
  KeysAway,
  NobodyThere,
  NotSent,
  RequestTimedOut,
  isBusAway,
} from './errors.js';

describe('the bus is away', () => {
  it.each([new BusAway(), new NotSent(), new NobodyThere(), new RequestTimedOut()])(
    'after $name',
    (error) => expect(isBusAway(error)).toBe(true),
  );

  it.each([new AppendRejected(10077, 'full'), new KeysAway(), new Error('away'), undefined])(
    'but not after %s',
    (error) => expect(isBusAway(error)).toBe(false),
  );
});
