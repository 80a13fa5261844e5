import { describe, expect, it } from '@jest/globals';
import { EngineTooOld } from './errors.js';
import { requireVersion } from './version.js';

describe('the engine', () => {
  it.each(['2.15.0', '2.15.1', '2.15.0-RC.1', '2.16.3', '2.100.0', '3.0.0'])('may be %s', (one) => {
    expect(() => requireVersion(one)).not.toThrow();
  });

  it.each(['2.14.9', '2.9.10', '2.2.0', '1.99.0', '0.0.0', '', 'unknown'])(
    'must not be %p',
    (one) => {
      expect(() => requireVersion(one)).toThrow(EngineTooOld);
      expect(() => requireVersion(one)).toThrow(/2\.15\.0 or newer.*LIAISON_NATS_URL/);
    },
  );
});
