import { describe, expect, it } from '@jest/globals';
import { NOON } from '../given.fixture.js';
import { ASKED_MAX } from '../limits.js';
import { type MadeAsk, admitAsk, forgottenAsk, storedAsk } from './asks.js';

/** So many hours and milliseconds after noon. */
const after = (hours: number, ms = 0): string =>
  new Date(Date.parse(NOON) + hours * 3_600_000 + ms).toISOString();
const made = (target: string, at = NOON, command = `of ${target}`): MadeAsk => ({
  target,
  at,
  command,
  stored: true,
});
const ask = (target: string, now: string, command = 'new') => ({ target, now, command });
const many = Array.from({ length: ASKED_MAX }, (_, hour) => made(`user-${hour}`, after(hour)));

describe('the limits of who asks for authorisation', () => {
  it('let one ask, and remember it', () => {
    const remembered = { target: 'bob', at: NOON, command: 'new' };
    expect(admitAsk([], ask('bob', NOON))).toEqual({ remember: [remembered] });
    const carol = made('carol');
    const two = { remember: [carol, { ...remembered, at: after(1) }] };
    expect(admitAsk([carol], ask('bob', after(1)))).toEqual(two);
  });

  it('let each target be asked once in 24 hours, to the millisecond', () => {
    const refused = { limit: 'target', until: after(24) };
    expect(admitAsk([made('bob')], ask('bob', after(24, -1)))).toEqual(refused);
    const again = { remember: [{ target: 'bob', at: after(24), command: 'new' }] };
    expect(admitAsk([made('bob')], ask('bob', after(24)))).toEqual(again);
  });

  it('let 20 targets be asked in 24 hours: the next one when the oldest is over', () => {
    expect(admitAsk(many.slice(1), ask('bob', after(20)))).toHaveProperty('remember');
    const refused = { limit: 'targets', until: after(24) };
    expect(admitAsk(many.toReversed(), ask('bob', after(23)))).toEqual(refused);
    const verdict = admitAsk(many, ask('bob', after(24)));
    expect('remember' in verdict && verdict.remember.map(({ target }) => target)).toEqual([
      ...many.slice(1).map(({ target }) => target),
      'bob',
    ]);
  });

  it('take the same command again, also where no other would be taken', () => {
    const known = many[3]!;
    expect(admitAsk(many, ask(known.target, after(20), known.command))).toEqual({ taken: known });
  });

  it('finish what may not have come to a fact before they take another', () => {
    const { stored: _, ...unsure } = made('bob');
    expect(admitAsk([unsure], ask('bob', after(1)))).toEqual({ taken: unsure });
    const settled = storedAsk([unsure, made('carol')], unsure);
    expect(settled).toEqual([made('bob'), made('carol')]);
    expect(admitAsk(settled, ask('bob', after(1)))).toHaveProperty('limit');
  });

  it('forget one that never comes to a fact, and no other of the same command', () => {
    const [bob, carol] = [made('bob', NOON, 'same'), made('carol', NOON, 'same')];
    const { stored: _, ...unsure } = carol;
    expect(forgottenAsk([bob, unsure], unsure)).toEqual([bob]);
    // A repeated command may be too old to be answered; its request is in the log all the same.
    expect(forgottenAsk([bob, carol], carol)).toEqual([bob, carol]);
    expect(storedAsk([bob, unsure], bob)).toEqual([bob, unsure]);
  });
});
