import { describe, expect, it } from '@jest/globals';
import type { AggregateName } from './aggregates.js';
import { Subjects } from './subjects.js';
import { BadToken } from './tokens.js';

const subjects = new Subjects('liaison', 16);

const widening = [
  ['nothing', ''],
  ['a star', '*'],
  ['an arrow', '>'],
  ['a star at the end', 'alice*'],
  ['a dot', 'alice.bob'],
  ['a dot in front', '.alice'],
  ['a space', 'ali ce'],
  ['a line end', 'alice\n'],
  ['a null', 'alice\0'],
  ['a dash in front', '-alice'],
  ['an underscore in front', '_alice'],
  ['a dollar', '$JS'],
  ['an accent', 'alicé'],
  ['a full-width letter', 'ａlice'],
  ['a pair of surrogates', 'a😀'],
  ['65 characters', 'a'.repeat(65)],
] as const;

const makers: readonly (readonly [string, (text: string) => string])[] = [
  ['an account', (user) => subjects.fact({ kind: 'account', user })],
  ['a profile', (user) => subjects.fact({ kind: 'profile', user })],
  ['a selection', (user) => subjects.fact({ kind: 'selection', user })],
  ['a terminal’s user', (user) => subjects.fact({ kind: 'terminal', user, terminal: 't' })],
  ['a terminal', (terminal) => subjects.fact({ kind: 'terminal', user: 'u', terminal })],
  ['an owner', (owner) => subjects.fact({ kind: 'consent', owner, viewer: 'v' })],
  ['a viewer', (viewer) => subjects.fact({ kind: 'consent', owner: 'o', viewer })],
  ['a service', (service) => subjects.fact({ kind: 'service-account', service })],
  ['a service’s registry', (service) => subjects.fact({ kind: 'registry', service })],
  ['matched events', (service) => subjects.fact({ kind: 'matched', service })],
  ['hand-overs', (service) => subjects.fact({ kind: 'delivery', service })],
  ['all consents of an owner', (owner) => subjects.consentsOf(owner)],
  ['an inbox’s facts', (user) => subjects.fact({ kind: 'inbox', user })],
  ['an inbox', (user) => subjects.inbox(user)],
  ['a question about an inbox', (user) => subjects.itemsAsk(user)],
  ['STATE', (user) => subjects.state(user)],
  ['what was shown', (user) => subjects.shown(user)],
  ['live', (user) => subjects.live(user)],
  ['SELF', (user) => subjects.self(user)],
  ['a request for SELF', (user) => subjects.selfGet(user)],
  ['an erasure', (user) => subjects.erasure(user)],
  ['a question about strangers', (user) => subjects.strangers(user)],
  ['a destroyed key', (user) => subjects.keyDestroyed(user)],
  ['a command’s app', (app) => subjects.command(app, 'mode.clear')],
  ['a command’s verb', (verb) => subjects.command('auth', verb)],
  ['the commands of an app', (app) => subjects.commandsOf(app)],
  ['a gateway’s lease', (id) => subjects.gatewayLease(id)],
  ['a replica’s lease', (id) => subjects.replicaLease('auth', id)],
  ['the app of a lease', (app) => subjects.replicaLease(app, 'r1')],
  ['the leases of an app', (app) => subjects.replicaLeases(app)],
  ['a connection', (id) => subjects.connection(id)],
  ['a checkpoint', (projector) => subjects.checkpoint(projector, 1)],
  ['a checkpoint of a service', (service) => subjects.serviceCheckpoint('parking', service)],
  ['a rebuild', (projection) => subjects.rebuilding(projection)],
  ['what is parked', (projector) => subjects.parkedProjector(projector)],
  ['a prefix', (prefix) => new Subjects(prefix, 16).state('alice')],
];

describe('a subject', () => {
  describe.each(makers)('of %s', (what, make) => {
    const texts = what.endsWith('verb')
      ? widening.filter(([, text]) => text !== 'alice.bob')
      : widening;
    it.each(texts)('cannot be widened by %s', (_, text) => {
      expect(() => make(text)).toThrow(BadToken);
    });
  });

  it.each(['Mode.clear', 'mode..clear', 'mode.*', 'mode.clear.', '.mode', 'a.b.c.d.e', 'm1'])(
    'takes no verb %s',
    (verb) => {
      expect(() => subjects.command('auth', verb)).toThrow(BadToken);
    },
  );

  it('takes ids of users and terminals of 24 characters, and no longer ones', () => {
    const id = 'a'.repeat(24);
    expect(subjects.state(id)).toMatch(/^liaison\.state\.\d+\.a{24}$/);
    expect(() => subjects.state(`${id}a`)).toThrow(BadToken);
    expect(() => subjects.fact({ kind: 'terminal', user: id, terminal: `${id}a` })).toThrow(
      BadToken,
    );
    expect(subjects.gatewayLease('g'.repeat(64))).toHaveLength(
      'liaison.leases.gateway.'.length + 64,
    );
  });

  it.each([-1, 16, 1.5, Number.NaN])('takes no partition %p', (partition) => {
    expect(() => subjects.factsOf(partition)).toThrow(BadToken);
    expect(() => subjects.checkpoint('states', partition)).toThrow(BadToken);
  });

  it.each([0, -1, 1.5])('takes no number of partitions %p', (partitions) => {
    expect(() => new Subjects('liaison', partitions)).toThrow(BadToken);
  });
});

const facts: readonly (readonly [AggregateName, string])[] = [
  [{ kind: 'account', user: 'alice' }, 'account.alice'],
  [{ kind: 'profile', user: 'alice' }, 'profile.alice'],
  [{ kind: 'selection', user: 'alice' }, 'selection.alice'],
  [{ kind: 'terminal', user: 'alice', terminal: 'car_1' }, 'terminal.alice.car_1'],
  [{ kind: 'consent', owner: 'alice', viewer: 'bob' }, 'consent.alice.bob'],
  [{ kind: 'service-account', service: 'voicemail' }, 'service-account.voicemail'],
];

describe('the subject of a fact', () => {
  it.each(facts)('of %j says %s, and is read back', (aggregate, name) => {
    const key = name.split('.')[1] ?? '';
    const subject = `liaison.facts.${subjects.partitionOf(key)}.${name}`;
    expect(subjects.factName(aggregate)).toBe(name);
    expect(subjects.fact(aggregate)).toBe(subject);
    expect(subjects.parseFact(subject)).toEqual(aggregate);
  });

  const p = subjects.partitionOf('alice');
  it.each([
    `liaison.facts.${p}.profile`,
    `liaison.facts.${p}.profile.alice.bob`,
    `liaison.facts.${p}.terminal.alice`,
    `liaison.facts.${p}.terminal.alice.a.b`,
    `liaison.facts.${p}.friend.alice`,
    `liaison.facts.${p}.profile.`,
    `liaison.facts.${p}.profile.*`,
    `liaison.facts.${p}.account.${'a'.repeat(25)}`,
    `liaison.facts.${(p + 1) % 16}.profile.alice`,
    `liaison.facts.0${p}.profile.alice`,
    'liaison.facts.profile.alice',
    `liaison.facts.${p}`,
    `other.facts.${p}.profile.alice`,
    `liaison.state.${p}.alice`,
    '',
  ])('is not %j', (subject) => {
    expect(subjects.parseFact(subject)).toBeUndefined();
  });
});

describe('the other subjects', () => {
  const p = subjects.partitionOf('alice');
  it.each([
    [subjects.factsOf(3), 'liaison.facts.3.>'],
    [subjects.accountsOf(3), 'liaison.facts.3.account.*'],
    [subjects.consentsOf('alice'), `liaison.facts.${p}.consent.alice.*`],
    [subjects.terminalFactsOf(p), `liaison.facts.${p}.terminal.>`],
    [subjects.state('alice'), `liaison.state.${p}.alice`],
    [subjects.stateOf(3), 'liaison.state.3.*'],
    [subjects.live('alice'), `liaison.live.${p}.alice`],
    [subjects.liveOf(3), 'liaison.live.3.*'],
    [subjects.self('alice'), `liaison.self.${p}.alice`],
    [subjects.selfGet('alice'), `liaison.self.get.${p}.alice`],
    [subjects.selfGetOf(3), 'liaison.self.get.3.*'],
    [subjects.erasure('alice'), `liaison.erasure.${p}.alice`],
    [subjects.erasureOf(3), 'liaison.erasure.3.*'],
    [subjects.rebuilding('availability'), 'liaison.rebuilding.availability'],
    [subjects.strangers('alice'), `liaison.strangers.${p}.alice`],
    [subjects.strangersOf(3), 'liaison.strangers.3.*'],
    [subjects.command('auth', 'user.add'), 'liaison.cmd.auth.user.add'],
    [subjects.commandsOf('auth'), 'liaison.cmd.auth.>'],
    [subjects.gatewayLease('g1'), 'liaison.leases.gateway.g1'],
    [subjects.gatewayLeases(), 'liaison.leases.gateway.*'],
    [subjects.leasesAll(), 'liaison.leases.>'],
    [subjects.parkedAll(), 'liaison.parked.>'],
    [subjects.serviceLease('tel', 'c1'), 'liaison.leases.service.tel.c1'],
    [subjects.serviceLeases(), 'liaison.leases.service.*.*'],
    [subjects.replicaLease('auth', 'r1'), 'liaison.leases.auth.r1'],
    [subjects.replicaLeases('auth'), 'liaison.leases.auth.*'],
    [subjects.checkpoint('availability', 3), 'liaison.ckpt.availability.3'],
    [subjects.serviceCheckpoint('parking', 'alice'), `liaison.ckpt.parking.${p}.alice`],
    [subjects.parkedProjector('availability'), 'liaison.parked.projector.availability'],
  ])('%s', (made, wanted) => {
    expect(made).toBe(wanted);
  });

  it('are read back', () => {
    expect(subjects.userOf(subjects.selfGet('alice'))).toBe('alice');
    expect(subjects.parseCommand('liaison.cmd.access-monitor.mode.activate')).toEqual({
      app: 'access-monitor',
      verb: 'mode.activate',
    });
    expect(subjects.parseLease('liaison.leases.gateway.g1')).toEqual({ app: 'gateway', id: 'g1' });
    expect(subjects.parseLease('liaison.leases.service.tel.c1')).toEqual({
      app: 'service',
      id: 'tel.c1',
    });
  });

  it.each(['liaison.cmd.auth', 'liaison.cmd.auth.', 'x.cmd.auth.user.add', 'liaison.cmd..a'])(
    'no command is %j',
    (subject) => expect(subjects.parseCommand(subject)).toBeUndefined(),
  );

  it.each([
    'liaison.leases.gateway',
    'liaison.leases.gateway.s.c',
    'liaison.leases.service.s.c.d',
    'x.leases.auth.r1',
    'liaison.leases.auth.*',
  ])('no lease of ours is %j', (subject) => expect(subjects.parseLease(subject)).toBeUndefined());
});
