import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { type JsonObject, consentCodec, uuidV7 } from '@liaison/contracts';
import { ASKED_MAX, CONSENTS_MAX } from '@liaison/domain';
import { World } from './fixtures/world.js';
import { document } from './projections/fixtures/history.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('authorisation', () => {
  let world: World;
  let users = 0;
  beforeAll(async () => {
    world = await World.begin();
    await world.start('one');
    await world.start('two');
  }, 30_000);
  afterAll(() => world.end());

  async function someone(): Promise<string> {
    const user = `user-${++users}`;
    await world.register(user);
    return user;
  }
  const ask = (user: string, target: string, command?: string) =>
    world.ask('authorisation.ask', { user, target }, command);
  /** What an ask was answered: `taken`, or the code of its refusal. */
  async function asked(user: string, target: string, command?: string): Promise<string> {
    const reply = await ask(user, target, command);
    if ('refused' in reply) return reply.refused.code;
    return 'accepted' in reply ? JSON.stringify(reply.accepted.result) : 'unknown';
  }
  const decide = (verb: string, user: string, viewer: string, more: JsonObject = {}) =>
    world.told(`authorisation.${verb}`, { user, viewer, ...more });
  const list = async (user: string) =>
    (await world.told('authorisation.list', { user }))['items'] as JsonObject[];
  const pending = async (user: string, sequence = 0) => (await world.self(user, sequence)).pending;
  const askFacts = async (target: string, asker: string): Promise<number> => {
    const subject = world.bus.subjects.fact({ kind: 'consent', owner: target, viewer: asker });
    const info = await world.bus.jsm.streams.info('FACTS', { subjects_filter: subject });
    return info.state.subjects?.[subject] ?? 0;
  };

  it('C4.7 is asked alike of everybody: nobody, the erased, the granting, denying, blocking', async () => {
    const asker = await someone();
    const [granting, denying, blocking] = [await someone(), await someone(), await someone()];
    await decide('grant', granting, asker);
    expect(await asked(asker, denying)).toBe('{}');
    await decide('deny', denying, asker);
    await world.told('contact.block', { user: blocking, viewer: asker });
    const [another, erased] = [await someone(), await someone()];
    await world.account(erased, { type: 'UserErased', by: 'operator' });
    await decide('grant', granting, another);
    for (const target of ['nobody-at-all', erased, granting, blocking, another]) {
      expect(await asked(asker, target)).toBe('{}');
    }
    const retracted = { user: asker, target: 'somebody-else' };
    expect(await world.told('authorisation.retract', retracted)).toEqual({});
    expect(await askFacts(blocking, asker)).toBe(2);
    expect([await pending(blocking), await pending(denying)]).toEqual([[], []]);
    expect(await list(asker)).toEqual([]);
    expect(await world.refused('authorisation.ask', { user: asker, target: asker })).toBe(
      'yourself',
    );
  });

  it('is asked once of each target in 24 hours, whatever becomes of it', async () => {
    const [asker, target] = [await someone(), await someone()];
    const command = uuidV7(Date.now());
    const first = await ask(asker, target, command);
    expect(first).toMatchObject({ accepted: { result: {} } });
    expect(await ask(asker, target, command)).toEqual(first);
    await world.told('authorisation.retract', { user: asker, target });
    expect(await ask(asker, target, command)).toEqual(first);
    const reply = await ask(asker, target);
    expect(reply).toMatchObject({ refused: { code: 'too-many-requests' } });
    const retryAfterMs = 'refused' in reply ? reply.refused.retryAfterMs : 0;
    expect(retryAfterMs).toBeGreaterThan(DAY_MS - 60_000);
    expect(retryAfterMs).toBeLessThanOrEqual(DAY_MS);
    expect(await askFacts(target, asker)).toBe(2);
  });

  it('is asked of one target once, and of 20, however many ask at once', async () => {
    const asker = await someone();
    const same = await Promise.all(Array.from({ length: 10 }, () => asked(asker, 'the-same')));
    expect(same.filter((answer) => answer === '{}')).toHaveLength(1);
    expect(await askFacts('the-same', asker)).toBe(1);
    const targets = Array.from({ length: 30 }, (_, n) => `one-of-many-${n}`);
    const answers = await Promise.all(targets.map((target) => asked(asker, target)));
    expect(answers.filter((answer) => answer === '{}')).toHaveLength(ASKED_MAX - 1);
    expect(new Set(answers)).toEqual(new Set(['{}', 'too-many-requests']));
    const written = await Promise.all(targets.map((target) => askFacts(target, asker)));
    expect(written.reduce((sum, count) => sum + count, 0)).toBe(ASKED_MAX - 1);
  });

  it('counts what was remembered and never written: whoever asks again finishes it first', async () => {
    const [asker, target] = [await someone(), await someone()];
    const lost = { target, at: new Date().toISOString(), command: uuidV7(Date.now()) };
    await world.bus.js.publish(world.bus.subjects.asks(asker), JSON.stringify([lost]));
    expect(await asked(asker, target)).toBe('too-many-requests');
    expect(await askFacts(target, asker)).toBe(1);
    expect(await asked(asker, target, lost.command)).toBe('{}');
    expect(await askFacts(target, asker)).toBe(1);
    expect(await pending(target)).toEqual([asker]);
  });

  it('C4.6 awaits the owner, also one who is registered later, and is over when it is decided', async () => {
    const [asker, another] = [await someone(), await someone()];
    const later = `user-${++users}`;
    const reply = await ask(asker, later);
    await ask(another, later);
    await world.stored(later, 'accepted' in reply ? reply.accepted.sequence! : 0);
    await world.register(later);
    await until('both are seen', async () => (await pending(later)).length === 2);
    expect(await pending(later)).toEqual([asker, another]);
    expect((await list(later)).map(({ user, state }) => [user, state])).toEqual([
      [asker, 'pending'],
      [another, 'pending'],
    ]);
    expect(await decide('grant', later, asker)).toEqual({});
    expect(await decide('deny', later, another)).toEqual({});
    expect((await list(later)).map(({ user, state }) => [user, state])).toEqual([
      [asker, 'granted'],
      [another, 'denied'],
    ]);
    await until('none is left', async () => (await pending(later)).length === 0);
    expect(await decide('withdraw', later, asker)).toEqual({});
    expect(await world.refused('authorisation.withdraw', { user: later, viewer: asker })).toBe(
      'no-grant',
    );
  });

  it('C4.6 moves watchers: granted, ended at its instant by a fact, granted again, withdrawn', async () => {
    const [owner, viewer] = [await someone(), await someone()];
    const profile = document({ authorisation: 'required' }) as unknown as JsonObject;
    await world.told('profile.upload', { user: owner, profile });
    await world.told('profile.activate', { user: owner, profile: 'work' });
    await world.stateAt(owner, await world.connect(owner));
    const seen = (state: string) =>
      until(state, async () => (await world.connectability(viewer, owner)) === state);
    await seen('subject-to-authorisation');
    const expires = new Date(Date.now() + 700).toISOString();
    await decide('grant', owner, viewer, { expires });
    await seen('connectable');
    const [granted] = await list(owner);
    expect(granted).toMatchObject({ user: viewer, state: 'granted', expires });
    await seen('subject-to-authorisation');
    expect(new Date().toISOString() >= expires).toBe(true);
    const subject = world.bus.subjects.fact({ kind: 'consent', owner, viewer });
    await until('the end is a fact', async () => {
      const last = await world.bus.jsm.streams.getMessage('FACTS', { last_by_subj: subject });
      return last?.json<JsonObject>()['type'] === 'liaison.consent.expired.v1';
    });
    expect(await list(owner)).toEqual([]);
    await decide('grant', owner, viewer);
    await seen('connectable');
    await world.told('contact.block', { user: owner, viewer });
    await seen('unknown');
    await world.told('contact.unblock', { user: owner, viewer });
    await seen('connectable');
    await decide('withdraw', owner, viewer);
    await seen('subject-to-authorisation');
    const past = { user: owner, viewer, expires };
    expect(await world.refused('authorisation.grant', past)).toBe('until-past');
  });

  it('C4.6 keeps requests and limits over restarts of all; a day later one may ask again', async () => {
    const [asker, owner] = [await someone(), await someone()];
    await ask(asker, owner);
    const reply = await ask(asker, 'nobody-yet');
    await world.stored('nobody-yet', 'accepted' in reply ? reply.accepted.sequence! : 0);
    for (const box of world.boxes.splice(0)) await box.stop();
    await world.killEngine();
    const three = await world.start('three');
    expect(await pending(owner)).toEqual([asker]);
    expect(await asked(asker, owner)).toBe('too-many-requests');
    expect(await asked(asker, 'nobody-yet')).toBe('too-many-requests');
    await three.stop();
    await world.start('four', DAY_MS);
    expect(await asked(asker, owner, uuidV7(Date.now() + DAY_MS))).toBe('{}');
  });
});

describe('the consents of one owner', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin();
    await world.start('one');
  }, 30_000);
  afterAll(() => world.end());

  it('stand for no more than 1,000 viewers, however many are decided at once', async () => {
    const owner = 'olga';
    await world.register(owner);
    const grant = { type: 'AuthorisationGranted' } as const;
    const consentFor = (viewer: string) => ({ kind: 'consent', owner, viewer }) as const;
    const most = Array.from({ length: CONSENTS_MAX - 1 }, (_, n) => `granted-${n}`);
    await Promise.all(most.map((viewer) => world.append(consentCodec, consentFor(viewer), grant)));
    const decided = (verb: string, viewer: string) => world.ask(verb, { user: owner, viewer });
    const answers = await Promise.all([
      ...['x', 'y', 'z'].map((viewer) => decided('authorisation.grant', viewer)),
      decided('contact.block', 'v'),
      decided('authorisation.grant', most[0] ?? ''),
    ]);
    const codes = answers.map((reply) => ('refused' in reply ? reply.refused.code : 'taken'));
    expect(codes.slice(0, 4).toSorted()).toEqual([
      'taken',
      'too-many-consents',
      'too-many-consents',
      'too-many-consents',
    ]);
    expect(codes[4]).toBe('taken');
  });
});
