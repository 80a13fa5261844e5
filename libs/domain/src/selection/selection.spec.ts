import { describe, expect, it } from '@jest/globals';
import { registered, stamp } from '../given.fixture.js';
import { INTERESTS_MAX, SELECTED_SERVICES_MAX } from '../limits.js';
import { aService, absentService, least, retiredService } from '../registry/service.fixture.js';
import {
  activateService,
  closeToUser,
  deactivateService,
  openToUser,
  selectCallTerminal,
  subscribe,
  unsubscribe,
} from './decide.js';
import { evolveSelection } from './evolve.js';
import type { SelectionFact } from './facts.js';
import { isActivated, isOpenTo } from './open.js';
import { initialSelection, type Selection } from './state.js';

const none = initialSelection;
const tel = { service: 'tel' };
const missed = { service: 'tel', eventType: 'missed' };
const emits = [{ type: 'missed', about: 'user' }] as const;
const listed = aService({ declaration: { ...least, emits, version: 1 } });
const toEveryone = { ...listed, open: 'everyone' } as const;
const ofListed = { account: registered, registry: listed };
const ofEveryone = { account: registered, registry: toEveryone };
const selected = (open: boolean, active: boolean): Selection => ({
  services: [{ service: 'tel', open, active }],
  interests: [],
});
const wanted: Selection = {
  ...selected(true, true),
  interests: [{ service: 'tel', type: 'missed' }],
};
const unchanged = { unchanged: true };
const unknown = { refused: 'unknown-service', field: '/service' };
const fact = (type: SelectionFact['type'], parts: object = {}) => ({ fact: { type, ...parts } });
const suspended = { ...registered, status: 'suspended' } as const;
const nobody = { ...registered, status: 'absent' } as const;
const erased = { ...registered, status: 'erased' } as const;

const OF_USERS = [activateService, deactivateService] as const;
const OF_EVENTS = [subscribe, unsubscribe] as const;

describe('a call terminal', () => {
  it('is selected, and selected away', () => {
    const phone = { terminal: 'phone' };
    expect(selectCallTerminal(none, phone, registered)).toEqual(
      fact('CallTerminalSelected', phone),
    );
    const has = { ...none, callTerminal: 'phone' };
    expect(selectCallTerminal(has, phone, registered)).toEqual(unchanged);
    expect(selectCallTerminal(has, {}, registered)).toEqual(fact('CallTerminalSelected'));
    expect(selectCallTerminal(none, {}, registered)).toEqual(unchanged);
  });

  it("is one of the user's", () => {
    expect(selectCallTerminal(none, { terminal: 'constructor' }, registered)).toEqual({
      refused: 'unknown-terminal',
      field: '/terminal',
    });
  });
});

describe('a user', () => {
  it.each([
    [suspended, 'suspended'],
    [nobody, 'not-registered'],
    [erased, 'erased'],
  ] as const)('who may not act selects nothing: %j', (account, refused) => {
    const context = { account, registry: toEveryone };
    expect(selectCallTerminal(none, {}, account)).toEqual({ refused });
    for (const decide of OF_USERS) expect(decide(none, tel, context)).toEqual({ refused });
    for (const decide of OF_EVENTS) expect(decide(none, missed, context)).toEqual({ refused });
  });

  it.each([
    ['nobody registered', absentService, selected(true, true)],
    ['that is retired', retiredService, selected(true, true)],
    ['that is not open to them', listed, none],
    ['that was open to everyone once', listed, selected(false, true)],
  ])('does not know a service %s', (_, registry, selection) => {
    const context = { account: registered, registry };
    for (const decide of OF_USERS) expect(decide(selection, tel, context)).toEqual(unknown);
    for (const decide of OF_EVENTS) expect(decide(selection, missed, context)).toEqual(unknown);
  });

  it('activates a service that is open to them or to everyone', () => {
    const activated = fact('ServiceActivatedForUser', tel);
    expect(activateService(selected(true, false), tel, ofListed)).toEqual(activated);
    expect(activateService(none, tel, ofEveryone)).toEqual(activated);
    expect(activateService(selected(true, true), tel, ofListed)).toEqual(unchanged);
  });

  it('deactivates one that is active', () => {
    const off = fact('ServiceDeactivatedForUser', tel);
    expect(deactivateService(selected(true, true), tel, ofListed)).toEqual(off);
    expect(deactivateService(selected(true, false), tel, ofListed)).toEqual(unchanged);
    expect(deactivateService(none, tel, ofEveryone)).toEqual(unchanged);
  });

  it('has at most 64 services', () => {
    const services = Array.from({ length: SELECTED_SERVICES_MAX }, (_, at) => ({
      service: `s${at}`,
      open: true,
      active: false,
    }));
    const full = { ...none, services };
    const refused = { refused: 'too-many-services' };
    expect(activateService(full, tel, ofEveryone)).toEqual(refused);
    expect(openToUser(full, tel, ofListed)).toEqual(refused);
    expect(activateService(full, { service: 's3' }, ofEveryone)).toHaveProperty('fact');
  });

  it('wants an event its service declares', () => {
    const open = selected(true, true);
    expect(subscribe(open, missed, ofListed)).toEqual(fact('EventInterestSelected', missed));
    expect(subscribe(wanted, missed, ofListed)).toEqual(unchanged);
    const other = { ...missed, eventType: 'other' };
    const unknownEvent = { refused: 'unknown-event', field: '/type' };
    expect(subscribe(open, other, ofListed)).toEqual(unknownEvent);
    expect(unsubscribe(open, other, ofListed)).toEqual(unknownEvent);
    expect(unsubscribe(open, missed, ofListed)).toEqual(unchanged);
    expect(unsubscribe(wanted, missed, ofListed)).toEqual(fact('EventInterestDropped', missed));
  });

  it('drops an event that is declared no more', () => {
    const context = { account: registered, registry: aService() };
    expect(unsubscribe(wanted, missed, context)).toEqual(fact('EventInterestDropped', missed));
  });

  it('wants at most 128 events', () => {
    const interests = Array.from({ length: INTERESTS_MAX }, (_, at) => ({
      service: 'tel',
      type: `t${at}`,
    }));
    const full = { ...selected(true, true), interests };
    expect(subscribe(full, missed, ofListed)).toEqual({ refused: 'too-many-interests' });
  });
});

describe('an operator', () => {
  it('opens a service to a user, also to a suspended one', () => {
    const opened = fact('ServiceOpenedToUser', tel);
    expect(openToUser(none, tel, ofListed)).toEqual(opened);
    expect(openToUser(none, tel, { ...ofListed, account: suspended })).toEqual(opened);
    expect(openToUser(selected(false, true), tel, ofEveryone)).toEqual(opened);
    expect(openToUser(selected(true, false), tel, ofListed)).toEqual(unchanged);
  });

  it.each([
    [{ account: nobody, registry: listed }, 'not-registered'],
    [{ account: erased, registry: listed }, 'erased'],
    [{ account: registered, registry: absentService }, 'unknown-service'],
    [{ account: registered, registry: retiredService }, 'retired'],
  ] as const)('opens nothing where there is nobody: %#', (context, refused) => {
    expect(openToUser(none, tel, context)).toEqual({ refused });
  });

  it('closes whatever the user had of a service', () => {
    const closed = fact('ServiceClosedToUser', tel);
    expect(closeToUser(selected(true, true), tel, registered)).toEqual(closed);
    expect(closeToUser(selected(false, true), tel, suspended)).toEqual(closed);
    expect(closeToUser(none, tel, registered)).toEqual(unchanged);
    expect(closeToUser(none, tel, nobody)).toEqual({ refused: 'not-registered' });
    expect(closeToUser(selected(true, true), tel, erased)).toEqual({ refused: 'erased' });
  });
});

describe('selections', () => {
  const after = (facts: readonly SelectionFact[]): Selection =>
    facts.reduce((state, one) => evolveSelection(state, one, stamp()), none);

  it('are what their facts say, sorted', () => {
    expect(
      after([
        { type: 'ServiceActivatedForUser', service: 'tel' },
        { type: 'ServiceOpenedToUser', service: 'cal' },
        { type: 'EventInterestSelected', service: 'tel', eventType: 'b' },
        { type: 'EventInterestSelected', service: 'tel', eventType: 'a' },
        { type: 'EventInterestSelected', service: 'cal', eventType: 'c' },
        { type: 'CallTerminalSelected', terminal: 'phone' },
      ]),
    ).toEqual({
      callTerminal: 'phone',
      services: [
        { service: 'cal', open: true, active: false },
        { service: 'tel', open: false, active: true },
      ],
      interests: [
        { service: 'cal', type: 'c' },
        { service: 'tel', type: 'a' },
        { service: 'tel', type: 'b' },
      ],
    });
  });

  it('keep nothing of a service that is neither open nor active', () => {
    const opened = { type: 'ServiceOpenedToUser', ...tel } as const;
    const activated = { type: 'ServiceActivatedForUser', ...tel } as const;
    const closed = { type: 'ServiceClosedToUser', ...tel } as const;
    expect(after([opened, activated, closed]).services).toEqual([]);
    expect(after([activated, { type: 'ServiceDeactivatedForUser', ...tel }]).services).toEqual([]);
  });

  it.each([
    [selected(true, true), listed, true, true],
    [selected(true, false), listed, true, false],
    [selected(false, true), listed, false, false],
    [selected(false, true), toEveryone, true, true],
    [none, toEveryone, true, false],
    [none, listed, false, false],
    [selected(true, true), retiredService, false, false],
  ])('say whether a service is open and activated: %#', (selection, registry, open, active) => {
    expect(isOpenTo(selection, 'tel', registry)).toBe(open);
    expect(isActivated(selection, 'tel', registry)).toBe(active);
  });
});
