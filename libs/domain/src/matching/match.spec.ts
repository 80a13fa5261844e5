import { describe, expect, it } from '@jest/globals';
import type { Wanted } from '../registry/declaration.js';
import { type Registry, initialRegistry } from '../registry/state.js';
import { type Selection, initialSelection } from '../selection/state.js';
import { type EmittedEvent, type InForce, matchEvent } from './match.js';
import { Wants } from './wants.js';

const service = (more: Partial<Registry> & { wants?: readonly Wanted[] } = {}): Registry => ({
  ...initialRegistry,
  status: 'registered',
  open: 'everyone',
  declaration: {
    version: 3,
    emits: [
      { type: 'meeting.started', about: 'user' },
      { type: 'weather', about: 'nobody' },
    ],
    wants: more.wants ?? [{ type: 'meeting.started' }, { type: 'weather' }],
    delivery: 'push',
    calls: [],
    authentication: 'none',
  },
  ...more,
});

const activated = (...services: readonly string[]): Selection => ({
  ...initialSelection,
  services: services.map((service) => ({ service, open: false, active: true })),
});

function inForce(
  services: Readonly<Record<string, Registry>>,
  users: Readonly<Record<string, Selection>>,
): InForce {
  const wants = new Wants();
  for (const [name, registry] of Object.entries(services)) wants.set(name, registry);
  return {
    registry: (name) => services[name] ?? initialRegistry,
    wanting: (type, sender) => wants.of(type, sender),
    selection: (user) => users[user] ?? initialSelection,
    isActing: (user) => Object.hasOwn(users, user),
  };
}

const about = (subject: string | undefined, type = 'meeting.started'): EmittedEvent => ({
  sender: 'calendar',
  type,
  subject,
});

const services = {
  calendar: service(),
  phone: service(),
  mail: service(),
  all: service({ grants: ['all-users'] }),
  gone: service({ status: 'retired' }),
  picky: service({
    wants: [
      { type: 'meeting.started', from: 'phone' },
      { type: 'weather', from: 'calendar' },
    ],
  }),
};
const users = {
  alice: activated('calendar', 'phone', 'picky', 'gone'),
  bob: activated('phone'),
  carol: activated('calendar'),
};

const reached = (event: EmittedEvent, facts = inForce(services, users)) => {
  const matching = matchEvent(event, facts);
  return 'refused' in matching ? matching.refused : matching.receivers.map((one) => one.service);
};

describe('an event about a user (C1.4)', () => {
  it('reaches those who want it and are activated for the user, or granted all users', () => {
    expect(reached(about('alice'))).toEqual(['all', 'phone']);
    expect(reached(about('carol'))).toEqual(['all']);
  });

  it.each([
    ['without the declared subject', undefined],
    ['about an id nobody has', 'nobody'],
    ['about a user who has not activated the sender', 'bob'],
  ])('is refused alike %s (C1.14)', (_, subject) => {
    expect(matchEvent(about(subject), inForce(services, users))).toEqual({
      refused: 'unknown-user',
      field: '/subject',
    });
  });

  it('may come from a sender granted all users, never about an id nobody has', () => {
    const granted = { ...services, calendar: service({ grants: ['all-users'] }) };
    expect(reached(about('bob'), inForce(granted, users))).toEqual(['all', 'phone']);
    expect(reached(about('nobody'), inForce(granted, users))).toBe('unknown-user');
  });

  it('is not heard by a service that was closed to the user after it was activated', () => {
    const closed = { ...services, phone: service({ open: 'listed' }) };
    expect(reached(about('alice'), inForce(closed, users))).toEqual(['all']);
  });
});

describe('an event about nobody', () => {
  it('reaches every service that wants it, but for its sender and the retired', () => {
    expect(reached(about(undefined, 'weather'))).toEqual(['all', 'mail', 'phone', 'picky']);
  });

  it('is refused where it names somebody', () => {
    expect(reached(about('alice', 'weather'))).toBe('malformed');
  });
});

describe('a sender', () => {
  it('is refused what it does not declare (C1.3), and everything once retired', () => {
    expect(reached(about('alice', 'rain'))).toBe('unknown-event');
    expect(reached({ ...about('alice'), sender: 'gone' })).toBe('unknown-service');
    expect(reached({ ...about('alice'), sender: 'never' })).toBe('unknown-service');
  });
});

describe('wants', () => {
  it('are those of the last declaration', () => {
    const wants = new Wants();
    wants.set('phone', service());
    wants.set('phone', service({ wants: [{ type: 'weather', from: 'a' }, { type: 'weather' }] }));
    expect(wants.of('meeting.started', 'a')).toEqual([]);
    expect(wants.of('weather', 'b')).toEqual(['phone']);
    wants.set('phone', service({ status: 'retired' }));
    expect(wants.of('weather', 'b')).toEqual([]);
  });
});
