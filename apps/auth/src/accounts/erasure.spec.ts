import { until } from '@liaison/bus/fixtures';
import { accountOfShut } from '@liaison/contracts';
import { JetStreamKeyStore } from '@liaison/store';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RunningAuth } from '../fixtures/running-auth.js';

/** What availability answers, and what it was asked for; silent until `answers`. */
class WipingDesk {
  readonly asked: { readonly user: string; readonly atLeast: number }[] = [];
  answers = false;

  constructor(auth: RunningAuth) {
    const { nc, subjects } = auth.bus;
    for (let partition = 0; partition < subjects.partitions; partition++) {
      nc.subscribe(subjects.erasureOf(partition), {
        callback: (error, message) => {
          if (error !== null) return;
          const { atLeast } = message.json<{ atLeast: number }>();
          this.asked.push({ user: subjects.userOf(message.subject), atLeast });
          if (this.answers) message.respond(JSON.stringify({ done: true }));
        },
      });
    }
  }
}

describe('an erasure', () => {
  const login = 'alice@example.org';
  const alice = { user: 'alice', login, displayName: 'Alice Erasable', password: 'secret words' };
  let auth: RunningAuth;
  let desk: WipingDesk;
  beforeEach(async () => {
    auth = await RunningAuth.start();
    desk = new WipingDesk(auth);
  }, 30_000);
  afterEach(() => auth.stop(), 30_000);

  const statusOfAlice = async (): Promise<string | undefined> => {
    const { nc, subjects } = auth.bus;
    const subject = subjects.fact({ kind: 'account', user: 'alice' });
    const last = await nc.request(`$JS.API.DIRECT.GET.FACTS.${subject}`);
    const { type, data } = last.json<{ type: string; data: never }>();
    return accountOfShut({ type, data }).status;
  };
  const completed = () =>
    until('the erasure is completed', async () => (await statusOfAlice()) === 'erasure-completed');

  it('is decided first, then carried out, then recorded', async () => {
    desk.answers = true;
    await auth.replica();
    await auth.accepted('user.add', alice);
    const { refresh } = await auth.accepted('auth.login', { login, password: alice.password });
    const reply = await auth.send('user.erase', { user: 'alice' });
    expect(reply).toMatchObject({ accepted: { result: { changed: true } } });
    expect(await auth.refused('auth.login', { login, password: alice.password })).toBe(
      'not-authenticated',
    );
    expect(await auth.refused('auth.refresh', { refresh })).toBe('not-authenticated');
    await completed();
    const sequence = 'accepted' in reply ? reply.accepted.sequence : undefined;
    expect(desk.asked).toEqual([{ user: 'alice', atLeast: sequence }]);
    expect(await auth.accepted('user.list', {})).toEqual({
      items: [{ user: 'alice', status: 'erasure-completed', terminals: 0 }],
    });
    expect(await auth.accepted('user.erase', { user: 'alice' })).toEqual({ changed: false });
  }, 30_000);

  it('frees the login and never the id', async () => {
    desk.answers = true;
    await auth.replica();
    await auth.accepted('user.add', alice);
    await auth.accepted('user.erase', { user: 'alice' });
    await completed();
    expect(await auth.refused('user.add', alice)).toBe('erased');
    const { user } = await auth.accepted('user.add', { ...alice, user: 'alice2' });
    expect(user).toBe('alice2');
  }, 30_000);

  it('that nobody could carry out is carried out when somebody can', async () => {
    const first = await auth.replica();
    await auth.accepted('user.add', alice);
    await auth.accepted('user.erase', { user: 'alice' });
    await until('availability was asked', () => Promise.resolve(desk.asked.length > 0));
    const metrics = await (await fetch(`${first.url}/metrics`)).text();
    expect(metrics).toMatch(/^liaison_erasures_due(?:{[^}]*})? 1$/m);
    // It dies in between; another replica finds what it left behind.
    await first.stop();
    expect(await statusOfAlice()).toBe('erased');
    desk.answers = true;
    await auth.replica();
    await completed();
  }, 60_000);

  it('destroys what services said about the user, once notification has dealt with it', async () => {
    desk.answers = true;
    await auth.replica();
    await auth.accepted('user.add', alice);
    const { jsm, nc, subjects } = auth.bus;

    const [about, other] = ['alice', 'bob'].map((subject) => JSON.stringify({ subject, data: 1 }));
    const place = subjects.eventsIn('paper', 'news');
    const all: readonly (readonly [stream: string, subject: string])[] = [
      ['EVENTS_IN', place],
      ['EVENTS_OUT', subjects.eventsOut('desk')],
      ['PARKED', subjects.parkedService('desk')],
    ];
    for (const [, subject] of all) {
      await nc.request(subject, about);
      await nc.request(subject, other);
    }
    await auth.accepted('user.erase', { user: 'alice' });
    await until('availability was asked', () => Promise.resolve(desk.asked.length > 1));
    expect(await statusOfAlice()).toBe('erased');
    const mark = subjects.checkpoint('copies', subjects.partitionOf('paper'));
    await nc.request(mark, JSON.stringify({ paper: 1 }));
    await completed();
    for (const [stream] of all) {
      const { messages } = (await jsm.streams.info(stream)).state;
      const left = await jsm.streams.getMessage(stream, { seq: 2 });
      expect([stream, messages, left?.string()]).toEqual([stream, 1, other]);
    }
    const fact = subjects.fact({ kind: 'account', user: 'alice' });
    const last = await jsm.streams.getMessage('FACTS', { last_by_subj: fact });
    expect(last?.json()).toMatchObject({
      data: { stores: ['events', 'inbox', 'keys', 'rows', 'secrets', 'state'] },
    });
  }, 60_000);

  it('is repeated where KeyStore came back from a backup made before it', async () => {
    desk.answers = true;
    const first = await auth.replica();
    await auth.accepted('user.add', alice);
    const { jsm, nc } = auth.bus;
    const key = '$KV.KEYS.key.alice';
    const backup = await jsm.streams.getMessage('KV_KEYS', { last_by_subj: key });
    await auth.accepted('user.erase', { user: 'alice' });
    await completed();
    await first.stop();
    await nc.request(key, backup?.data);
    const keys = await JetStreamKeyStore.open(auth.bus, auth.masterKey);
    expect(await keys.key('alice')).not.toBe('erased');
    await auth.replica();
    await until('it is gone again', async () => (await keys.key('alice')) === 'erased');
    await keys.close();
  }, 60_000);
});
