import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { USER_ID_CHARS_MAX } from '@liaison/contracts';
import { House } from '../../fixtures/house.js';
import type { Terminal } from '../../fixtures/terminal.js';
import { NETWORKS } from './networks.js';

/** At 10 ms each. */
const STILL_LOOKS = 30;
/** Snapshots of 38 KB. */
const LISTS = 600;
/** Who takes nothing for so long is lost. */
const LOST_MS = 15_000;

interface Told {
  readonly revision?: number;
}

/** More than the kernel takes for a terminal. */
const manyItems = () =>
  Array.from({ length: 180 }, (_, at) => ({
    id: `i${at + 1}`,
    place: at + 1,
    profile: 0,
    event: { id: `e${at + 1}`, data: 'x'.repeat(110_000) },
  }));

const manyContacts = () =>
  Array.from({ length: 1_000 }, (_, n) => `contact-${n}`.padEnd(USER_ID_CHARS_MAX, 'x'));

/** The contract of networks: how connections end, whatever line they are on. */
describe.each(NETWORKS)('a connection on the network %s ends', (network) => {
  let house: House;
  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house.close());

  const connected = (user: string): Promise<Terminal> => house.connected(user, { network });
  /** WebSockets say a code besides; the others none. */
  const ends = (code: number): number => (network === 'websocket' ? code : 0);
  /** What was recorded of a user's connection. */
  const recorded = async (user: string) =>
    (await house.others.until('terminal.disconnect', ({ data }) => data['user'] === user)).data;
  const isRecorded = (user: string) =>
    house.others.of('terminal.disconnect').some(({ data }) => data['user'] === user);

  it('closed, when its terminal asks for that; the answer comes first', async () => {
    const terminal = await connected('ben');
    expect((await terminal.ask('terminal.disconnect')).result).toEqual({});
    expect(isRecorded('ben')).toBe(true);
    expect(await recorded('ben')).toMatchObject({ cause: 'closed' });
    expect(await terminal.ended).toBe(ends(1000));
  });

  it('lost, when its line is cut', async () => {
    const terminal = await connected('cal');
    terminal.wire.cut();
    expect(await recorded('cal')).toMatchObject({ cause: 'lost' });
  });

  it('is recorded with one command, however often that has to be sent', async () => {
    const terminal = await connected('dan');
    const commands: (string | undefined)[] = [];
    house.others.answers.set('terminal.disconnect', ({ command, data }) => {
      if (data['user'] === 'dan') commands.push(command);
      return commands.length < 3
        ? { unknown: { command: command as string } }
        : { accepted: { fact: 'f', result: {} } };
    });
    terminal.wire.cut();
    await house.others.until('terminal.disconnect', () => commands.length === 3);
    house.others.answers.delete('terminal.disconnect');
    expect(new Set(commands).size).toBe(1);
  });

  it('expired, when its token ends; a login on it puts that off', async () => {
    const short = await house.connected('eli', { network, seconds: 2 });
    const renewed = await house.connected('flo', { network, seconds: 2 });
    const token = await house.others.token('flo');
    const tokens = { token, refresh: 'r', user: 'flo' };
    house.others.answers.set('auth.refresh', () => ({ accepted: { result: tokens } }));
    await renewed.ask('auth.refresh', { refresh: 'x' });
    expect(await short.note('closing')).toEqual({ code: 'expired' });
    expect(await short.ended).toBe(ends(1008));
    expect(await recorded('eli')).toMatchObject({ cause: 'expired' });
    expect((await renewed.ask('mode.clear')).result).toEqual({ changed: true });
  });

  it('superseded, kicked or revoked, as others have recorded it: nothing is recorded here', async () => {
    const first = await connected('gil');
    const second = await connected('gil');
    expect(await first.note('closing')).toEqual({ code: 'superseded' });
    house.stage.announceSelf('gil', { src: 1_000, terminals: [] });
    expect(await second.note('closing')).toEqual({ code: 'kicked' });
    const third = await connected('hew');
    house.stage.announceSelf('hew', { src: 1_000, status: 'gone' });
    expect(await third.note('closing')).toEqual({ code: 'revoked' });
    expect(await Promise.all([first.ended, second.ended, third.ended])).toEqual(
      [1008, 1008, 1008].map(ends),
    );
    expect(isRecorded('gil') || isRecorded('hew')).toBe(false);
  });

  it('kicked, when the login its token comes from is revoked; one from before its token says nothing', async () => {
    const { stage, others } = house;
    const terminal = await connected('ida');
    const token = await others.token('ida');
    const tokens = { token, refresh: 'r', user: 'ida' };
    others.answers.set('auth.login', () => ({ accepted: { sequence: 900, result: tokens } }));
    await terminal.ask('auth.login', { login: 'ida', password: 'x' });
    others.answers.delete('auth.login');
    stage.announceSelf('ida', { src: 899, families: ['g'] });
    stage.announceSelf('ida', { src: 900, families: ['f', 'g'] });
    expect((await terminal.ask('mode.clear')).result).toEqual({ changed: true });
    stage.announceSelf('ida', { src: 901, families: ['g'] });
    expect(await terminal.note('closing')).toEqual({ code: 'revoked' });
    expect(await recorded('ida')).toMatchObject({ cause: 'kicked' });
  });

  it('slow, long before it would be lost, when its terminal does not read what it is told', async () => {
    const contacts = manyContacts();
    const terminal = await connected('joy');
    const other = await house.connect(await house.socket(), 'joy', 300, 'joy-2');
    const began = performance.now();
    terminal.wire.pause();
    // More than what the kernel takes for a terminal, and the queue.
    for (let revision = 1; revision <= LISTS && !isRecorded('joy'); revision++) {
      house.stage.announceSelf('joy', { contactsRevision: revision, contacts });
      await other.until(({ params }) => (params as Told | undefined)?.revision === revision);
    }
    expect(await recorded('joy')).toMatchObject({ terminal: 'joy-1', cause: 'lost' });
    terminal.wire.resume();
    expect(performance.now() - began).toBeLessThan(LOST_MS);
    expect(await terminal.note('closing')).toMatchObject({
      code: 'slow',
      retryAfterMs: expect.any(Number),
    });
    expect(await terminal.ended).toBe(ends(1013));
    expect((await other.ask('mode.clear')).result).toEqual({ changed: true });
  });

  it('never for what waits for its user: that is handed over as its terminal takes it', async () => {
    const items = manyItems();
    const terminal = await connected('lea');
    terminal.wire.pause();
    house.stage.announceItems('lea', items);
    const asked = () => house.stage.itemsAsked.filter((user) => user === 'lea').length;
    // Once the kernel has taken what it takes for a terminal, no more is asked for.
    let before = 0;
    let stillFor = 0;
    await until('no more is asked for', () => {
      stillFor = asked() === before ? stillFor + 1 : 0;
      before = asked();
      return before > 1 && stillFor > STILL_LOOKS;
    });
    expect(asked()).toBeLessThan(items.length / 2);
    terminal.wire.resume();
    const last = items.at(-1)?.id;
    await terminal.until(({ params }) => (params as { id?: string } | undefined)?.id === last);
    const handed = terminal.frames.filter(({ method }) => method === 'notification');
    expect(handed.map(({ params }) => (params as { id: string }).id)).toEqual(
      items.map(({ id }) => id),
    );
    expect((await terminal.ask('mode.clear')).result).toEqual({ changed: true });
  });

  it('lost within 17 seconds, when its terminal takes nothing of what waits for its user', async () => {
    const terminal = await connected('ira');
    const began = performance.now();
    terminal.wire.pause();
    house.stage.announceItems('ira', manyItems());
    expect(await recorded('ira')).toMatchObject({ cause: 'lost' });
    expect(performance.now() - began).toBeLessThan(LOST_MS + 2_000);
    expect(performance.now() - began).toBeGreaterThan(LOST_MS - 2_000);
  });
});
