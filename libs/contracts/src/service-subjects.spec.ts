import { describe, expect, it } from '@jest/globals';
import type { AggregateName } from './aggregates.js';
import type { ServiceVerb } from './service-subjects.js';
import { Subjects } from './subjects.js';
import { BadToken } from './tokens.js';

const subjects = new Subjects('liaison', 16);

const widening = [
  '',
  '*',
  '>',
  'tel*',
  'tel.>',
  'tel.other',
  'te l',
  'tel\n',
  '$JS',
  'a'.repeat(65),
];

const makers: readonly (readonly [string, (text: string) => string])[] = [
  ['a request', (service) => subjects.serviceRequest(service, 'connect')],
  ['a request’s verb', (verb) => subjects.serviceRequest('tel', verb as ServiceVerb)],
  ['an event', (service) => subjects.eventsIn(service, 'call-missed')],
  ['the events of a service', (service) => subjects.eventsInOf(service)],
  ['copies', (service) => subjects.eventsOut(service)],
  ['a call', (service) => subjects.call(service, 'n')],
  ['a nonce', (nonce) => subjects.call('tel', nonce)],
  ['calls', (service) => subjects.callsOf(service)],
  ['refused events', (service) => subjects.refused(service)],
  ['parked events', (service) => subjects.parkedService(service)],
  ['a lease', (service) => subjects.serviceLease(service, 'c1')],
  ['the connection of a lease', (connection) => subjects.serviceLease('tel', connection)],
];

describe.each(makers)('the subject of %s', (_, make) => {
  it.each(widening)('cannot be widened by %j', (text) => {
    expect(() => make(text)).toThrow(BadToken);
  });
});

describe('the type of an event', () => {
  it.each(['a', 'call-missed', 'a.b.c.d.e.f.g.h', 'x'.repeat(128)])('may be %s', (type) => {
    const subject = subjects.eventsIn('tel', type);
    expect(subject).toBe(`liaison.events.in.tel.${type}`);
    expect(subjects.parseEventIn(subject)).toEqual({ service: 'tel', type });
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'A', 'a_b', 'a.*', '>', 'a b', 'a\n', 'x'.repeat(129)])(
    'may not be %j',
    (type) => expect(() => subjects.eventsIn('tel', type)).toThrow(BadToken),
  );

  it('has no more than 8 tokens', () => {
    expect(() => subjects.eventsIn('tel', 'a.b.c.d.e.f.g.h.i')).toThrow(BadToken);
  });
});

describe('the subjects of services', () => {
  it.each([
    [subjects.serviceRequest('tel', 'query'), 'liaison.service.tel.query'],
    [subjects.serviceRequests(), 'liaison.service.*.*'],
    [subjects.eventsInOf('tel'), 'liaison.events.in.tel.>'],
    [subjects.eventsOut('tel'), 'liaison.events.out.tel'],
    [subjects.call('tel', 'n1'), 'liaison.call.tel.n1'],
    [subjects.callsOf('tel'), 'liaison.call.tel.>'],
    [subjects.refused('tel'), 'liaison.refused.tel'],
    [subjects.parkedService('tel'), 'liaison.parked.service.tel'],
    [subjects.serviceLease('tel', 'c1'), 'liaison.leases.service.tel.c1'],
    [subjects.serviceLeases(), 'liaison.leases.service.*.*'],
    [subjects.selectionsAll(), 'liaison.facts.*.selection.*'],
    [subjects.accountsAll(), 'liaison.facts.*.account.*'],
    [subjects.registryAll(), 'liaison.registry.*'],
    [subjects.eventsInAll(), 'liaison.events.in.>'],
    [subjects.matchedAll(), 'liaison.matched.*'],
    [subjects.deliveryAll(), 'liaison.delivery.*'],
  ])('%s', (made, wanted) => expect(made).toBe(wanted));

  it('are read back', () => {
    expect(subjects.parseServiceRequest('liaison.service.tel.alive')).toEqual({
      service: 'tel',
      verb: 'alive',
    });
  });

  it.each([
    'liaison.service.tel',
    'liaison.service.tel.erase',
    'liaison.service.tel.alive.x',
    'liaison.service.*.alive',
    'x.service.tel.alive',
  ])('no request is %j', (subject) =>
    expect(subjects.parseServiceRequest(subject)).toBeUndefined(),
  );

  it.each(['liaison.events.in.tel', 'liaison.events.out.tel', 'liaison.events.in.tel.A', ''])(
    'no event is %j',
    (subject) => expect(subjects.parseEventIn(subject)).toBeUndefined(),
  );
});

const outside: readonly AggregateName[] = [
  { kind: 'registry', service: 'tel' },
  { kind: 'matched', service: 'tel' },
  { kind: 'delivery', service: 'tel' },
];

describe('a fact outside FACTS', () => {
  it.each(outside)('$kind has its own subject, without a partition', (aggregate) => {
    const subject = `liaison.${aggregate.kind}.tel`;
    expect(subjects.fact(aggregate)).toBe(subject);
    expect(subjects.factName(aggregate)).toBe(`${aggregate.kind}.tel`);
    expect(subjects.parseFact(subject)).toEqual(aggregate);
    const p = subjects.partitionOf('tel');
    expect(subjects.parseFact(`liaison.facts.${p}.${aggregate.kind}.tel`)).toBeUndefined();
  });

  it('of an inbox lies in its user’s partition', () => {
    const p = subjects.partitionOf('alice');
    const subject = `liaison.delivery.user.${p}.alice`;
    expect(subjects.fact({ kind: 'inbox', user: 'alice' })).toBe(subject);
    expect(subjects.factName({ kind: 'inbox', user: 'alice' })).toBe('inbox.alice');
    expect(subjects.parseFact(subject)).toEqual({ kind: 'inbox', user: 'alice' });
    expect(subjects.parseFact(`liaison.delivery.user.${p + 1}.alice`)).toBeUndefined();
  });

  it.each([
    'liaison.registry.*',
    'liaison.registry.tel.x',
    'liaison.delivery.user.x.alice',
    'liaison.inbox.alice',
    'liaison.account.alice',
    'liaison.service-account.tel',
    'x.registry.tel',
  ])('is not %j', (subject) => expect(subjects.parseFact(subject)).toBeUndefined());
});
