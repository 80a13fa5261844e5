import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type AggregateName, UnknownFactType } from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import { KeyMissing, KeysAway } from '../errors.js';
import { type FactOddity, keyOf, writeFact } from '../fixtures/fact-writer.js';
import type { SpecEngine } from '../fixtures/engine-of-a-spec.js';
import { playground } from '../fixtures/playground.js';
import { until } from '../fixtures/until.js';
import { type SpecReplica, specReplica } from '../fixtures/replica.js';
import type { Tally, TallyRules } from '../fixtures/tally.js';
import { logEnd } from './fact-log.js';
import type { ParkedFact } from './parking.js';

const terminal = (user: string): AggregateName => ({ kind: 'terminal', user, terminal: 't' });

const tallyOf = (a: SpecReplica): Tally => a.tally(0)!;

describe('a fact that cannot be folded', () => {
  let ground: SpecEngine;
  let bus: Bus;
  let apps = 0;
  const started: SpecReplica[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    ground = await playground(1);
    bus = await ground.connect('writer');
  });
  afterEach(async () => {
    const replicas = started.splice(0);
    await Promise.all(replicas.map(({ ownership }) => ownership.stop()));
    expect(replicas.flatMap((replica) => replica.faults())).toEqual([]);
  });
  afterAll(() => ground.end());

  /** A replica at the end of the log, that owns its only partition. */
  async function atTheEnd(rules: TallyRules = {}): Promise<{ app: string; a: SpecReplica }> {
    const app = `app${++apps}`;
    const a = await specReplica(ground, {
      app,
      name: 'a',
      rules: { load: () => logEnd(bus, bus.subjects.factsOf(0)), ...rules },
    });
    started.push(a);
    await until('live', () => a.projector.live(0));
    return { app, a };
  }
  async function parkedBy(app: string): Promise<ParkedFact[]> {
    const subject = bus.subjects.parkedProjector(app);
    const last = await bus.jsm.streams.getMessage('PARKED', { last_by_subj: subject });
    if (last === null) return [];
    const { state } = await bus.jsm.streams.info('PARKED', { subjects_filter: subject });
    expect(state.subjects?.[subject]).toBe(1);
    return [last.json<ParkedFact>()];
  }
  const stranger: FactOddity = { envelope: { subject: 'terminal.somebody.t' } };
  it.each<{ what: string; odd: FactOddity; reason: string }>([
    { what: 'has a box that does not open', odd: { key: keyOf(2) }, reason: 'box-does-not-open' },
    {
      what: 'has a box with the name of another key',
      odd: { key: { ...keyOf(1), id: '2' } },
      reason: 'box-does-not-open',
    },
    {
      what: 'has no box where one is named',
      odd: { envelope: { sealed: 'x' } },
      reason: 'box-does-not-open',
    },
    { what: 'is no JSON', odd: { body: '{"secret' }, reason: 'not-a-fact' },
    { what: 'is empty', odd: { body: '' }, reason: 'not-a-fact' },
    { what: 'is no object', odd: { body: '[1]' }, reason: 'not-a-fact' },
    { what: 'belongs to somebody else', odd: stranger, reason: 'not-a-fact' },
    { what: 'has another id', odd: { envelope: { id: 'x' } }, reason: 'not-a-fact' },
    { what: 'has another command', odd: { envelope: { command: 'x' } }, reason: 'not-a-fact' },
    { what: 'has no data', odd: { body: '{"specversion":"1.0"}' }, reason: 'not-a-fact' },
  ])('is parked and poisons its user if it $what', async ({ odd, reason }) => {
    const { app, a } = await atTheEnd();
    const bad = await writeFact(bus, terminal('eve'), odd);
    const good = await writeFact(bus, terminal('fay'), { key: keyOf(1) });
    await a.folded(0, good);
    expect(tallyOf(a).poisoned).toEqual([{ sequence: bad, reason }]);
    expect(tallyOf(a).sequences).not.toContain(bad);
    expect(tallyOf(a).sequences).toContain(good);
    const [parked] = await parkedBy(app);
    expect(parked).toMatchObject({
      projector: app,
      partition: 0,
      sequence: bad,
      subject: 'liaison.facts.0.terminal.eve.t',
      reason,
    });
    expect(a.meter.value(`liaison_parked_total${JSON.stringify({ projector: app })}`)).toBe(1);
    expect(a.projector.fault()).toBeUndefined();
  });

  it('is parked without a user where its subject names none', async () => {
    const { app, a } = await atTheEnd();
    const bad = await writeFact(bus, terminal('eve'), { subject: 'liaison.facts.0.nobody' });
    const good = await writeFact(bus, terminal('fay'));
    await a.folded(0, good);
    expect(tallyOf(a).poisoned).toEqual([]);
    expect((await parkedBy(app))[0]).toMatchObject({ sequence: bad, reason: 'not-a-fact' });
  });

  it('is tried three times in place when a fold throws, and its words stay out of the log', async () => {
    let tries = 0;
    const { app, a } = await atTheEnd({
      fold: ({ envelope }) => {
        if (envelope.subject !== 'terminal.eve.t' || !envelope.type.endsWith('thrown.v1')) return;
        tries++;
        throw new RangeError('the secret word');
      },
    });
    const bad = await writeFact(bus, terminal('eve'), { type: 'liaison.terminal.thrown.v1' });
    const good = await writeFact(bus, terminal('eve'));
    await a.folded(0, good);
    expect(tries).toBe(3);
    expect(tallyOf(a).poisoned).toEqual([{ sequence: bad, reason: 'fold-threw' }]);
    const [parked] = await parkedBy(app);
    expect(parked?.error).toContain('RangeError at ');
    expect(JSON.stringify(parked)).not.toContain('secret');
  });

  it('is folded at the second attempt, and nobody hears of the first', async () => {
    let tries = 0;
    const { app, a } = await atTheEnd({
      fold: ({ envelope }) => {
        if (envelope.subject === 'terminal.gil.t' && ++tries === 1) throw new Error('once');
      },
    });
    const sequence = await writeFact(bus, terminal('gil'));
    await a.folded(0, sequence);
    expect(tallyOf(a).sequences.filter((one) => one === sequence)).toEqual([sequence]);
    expect(await parkedBy(app)).toEqual([]);
  });

  it('stops the partition if its version is unknown, and is folded once that is known', async () => {
    let known = false;
    const { app, a } = await atTheEnd({
      fold: ({ envelope: { type } }) => {
        if (type.endsWith('.v2') && !known) throw new UnknownFactType(type);
      },
    });
    const newer = await writeFact(bus, terminal('eve'), { type: 'liaison.terminal.connected.v2' });
    const after = await writeFact(bus, terminal('fay'));
    await until('it says so', () => a.projector.fault()?.includes('connected.v2') === true);
    expect(a.projector.fault()).toContain('deploy its reader first');
    const stopped = `liaison_projector_stopped_partitions${JSON.stringify({ projector: app })}`;
    await until('it is measured', () => a.meter.value(stopped) === 1);
    expect(a.projector.position(0)).toBeLessThan(newer);
    known = true;
    await a.folded(0, after);
    expect(tallyOf(a).sequences.slice(-2)).toEqual([newer, after]);
    expect(a.projector.fault()).toBeUndefined();
    await until('it is measured', () => a.meter.value(stopped) === 0);
    expect(a.tallies).toHaveLength(1);
    expect(await parkedBy(app)).toEqual([]);
  });

  it.each([
    { what: 'the key store is away', failure: new KeysAway('no answer; start it') },
    { what: 'a key is missing', failure: new KeyMissing('neither key nor tombstone') },
    { what: 'the key ring fails otherwise', failure: new TypeError('x') },
  ])('stops the partition while $what, and nothing is skipped', async ({ failure }) => {
    const { app, a } = await atTheEnd();
    a.keys.failure = failure;
    const open = await writeFact(bus, terminal('eve'));
    const sealed = await writeFact(bus, terminal('eve'), { key: keyOf(1) });
    const after = await writeFact(bus, terminal('fay'));
    await until('it says so', () => a.projector.fault()?.includes('stands still') === true);
    await until('it was tried again', () => a.keys.asked > 2);
    expect(a.projector.position(0)).toBe(open);
    a.keys.failure = undefined;
    await a.folded(0, after);
    expect(tallyOf(a).sequences.slice(-3)).toEqual([open, sealed, after]);
    expect(a.projector.fault()).toBeUndefined();
    expect(await parkedBy(app)).toEqual([]);
    expect(a.tallies).toHaveLength(1);
  });

  it('drops and loads again a projection that throws where it must not', async () => {
    const { a } = await atTheEnd();
    const broken = a.tally(0)!;
    Object.assign(broken, {
      poison: () => {
        throw new Error('a bug');
      },
    });
    await writeFact(bus, terminal('eve'), { body: '' });
    await until('loaded again', () => a.tally(0) !== broken && a.projector.live(0));
    expect(broken.isDropped).toBe(true);
  });
});
