import { Subjects } from '@liaison/contracts';
import { describe, expect, it } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import { until } from '../fixtures/until.js';
import type { KeyRing, UserKey } from '../ports.js';
import { KeysAhead } from './keys-ahead.js';

const subjects = new Subjects('liaison', 16);
const factOf = (user: string): JsMsg =>
  ({ subject: subjects.fact({ kind: 'account', user }) }) as Partial<JsMsg> as JsMsg;

/** A ring that counts who asks, and has no key of anybody whose name begins with `no`. */
class CountingRing implements KeyRing {
  readonly asked: string[] = [];
  private readonly keys = new Map<string, UserKey>();

  keyOf(user: string): Promise<UserKey> {
    this.asked.push(user);
    if (user.startsWith('no')) return Promise.reject(new Error('no key'));
    const key = { id: '1', bytes: new Uint8Array(32) };
    this.keys.set(user, key);
    return Promise.resolve(key);
  }

  cached(user: string): UserKey | undefined {
    return this.keys.get(user);
  }
}

async function* log(users: readonly string[], end?: Error): AsyncGenerator<JsMsg> {
  for (const user of users) yield factOf(user);
  // As a consumer that waits for what comes next.
  if (end !== undefined) throw end;
}

/** As a log that nobody writes to any more. */
async function* endless(): AsyncGenerator<JsMsg> {
  yield factOf('alice');
  await new Promise(() => undefined);
}

const usersOf = (count: number): string[] => Array.from({ length: count }, (_, at) => `u${at}`);

describe('keys of the facts that follow', () => {
  it('are asked for before the facts are folded, some at a time, each once', async () => {
    const ring = new CountingRing();
    const users = usersOf(1_000);
    const facts = new KeysAhead(
      log([...users, ...users]),
      { bus: { subjects }, keys: ring },
      () => true,
    );
    await facts.next();
    await until('those that follow are asked for', () => ring.asked.length >= 128);
    expect(ring.asked.length).toBeLessThan(200);
    let taken = 1;
    for await (const fact of facts) {
      expect(fact.subject).toBe(factOf(users[taken % 1_000] ?? '').subject);
      taken += 1;
    }
    expect(taken).toBe(2_000);
    expect(ring.asked).toEqual(users);
  });

  it('are left alone where nobody is behind', async () => {
    const ring = new CountingRing();
    const facts = new KeysAhead(log(usersOf(10)), { bus: { subjects }, keys: ring }, () => false);
    for await (const fact of facts) expect(fact).toBeDefined();
    expect(ring.asked).toEqual([]);
  });

  it('are left alone from when nobody is behind any more; no fact is lost, none comes twice', async () => {
    const ring = new CountingRing();
    const users = usersOf(1_000);
    let taken = 0;
    const facts = new KeysAhead(log(users), { bus: { subjects }, keys: ring }, () => taken < 300);
    for await (const fact of facts) {
      expect(fact.subject).toBe(factOf(users[taken] ?? '').subject);
      taken += 1;
    }
    expect(taken).toBe(1_000);
    expect(ring.asked.length).toBeLessThan(500);
  });

  it('may be asked for still when the reading ends early', async () => {
    const parts = { bus: { subjects }, keys: new CountingRing() };
    const taken: string[] = [];
    for await (const { subject } of new KeysAhead(endless(), parts, () => true)) {
      taken.push(subject);
      break;
    }
    expect(taken).toHaveLength(1);
  });

  it('may be missing: that is said where a box is to be opened', async () => {
    const ring = new CountingRing();
    const facts = new KeysAhead(
      log(['nobody', 'alice']),
      { bus: { subjects }, keys: ring },
      () => true,
    );
    const taken: string[] = [];
    for await (const { subject } of facts) taken.push(subject);
    expect(taken).toHaveLength(2);
    expect(ring.asked).toEqual(['nobody', 'alice']);
  });

  it('do not hide that the reading failed', async () => {
    const failing = log(usersOf(3), new Error('the engine ended it'));
    const parts = { bus: { subjects }, keys: new CountingRing() };
    const reading = async (): Promise<void> => {
      for await (const fact of new KeysAhead(failing, parts, () => true))
        expect(fact).toBeDefined();
    };
    await expect(reading()).rejects.toThrow('the engine ended it');
  });
});
