import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { House } from './fixtures/house.js';

/** At 10 ms each. */
const STILL_LOOKS = 30;

describe('a connection ends', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house.close());

  /** What was recorded of a user's connection. */
  const recorded = async (user: string) =>
    (await house.others.until('terminal.disconnect', ({ data }) => data['user'] === user)).data;
  const isRecorded = (user: string) =>
    house.others.of('terminal.disconnect').some(({ data }) => data['user'] === user);

  it('closed, as soon as its terminal closes it', async () => {
    const terminal = await house.connected('ann');
    terminal.socket.close(1000);
    const { connection } = house.others.of('terminal.connect').at(-1)?.data ?? {};
    expect(await recorded('ann')).toMatchObject({
      terminal: 'ann-1',
      connection,
      cause: 'closed',
      lastSeen: expect.stringMatching(/Z$/),
    });
  });

  it('closed, when its terminal asks for that; the answer comes first', async () => {
    const terminal = await house.connected('ben');
    expect((await terminal.ask('terminal.disconnect')).result).toEqual({});
    expect(isRecorded('ben')).toBe(true);
    expect(await recorded('ben')).toMatchObject({ cause: 'closed' });
    expect(await terminal.ended).toBe(1000);
  });

  it('lost, when its line is cut', async () => {
    const terminal = await house.connected('cal');
    terminal.socket.terminate();
    expect(await recorded('cal')).toMatchObject({ cause: 'lost' });
  });

  it('is recorded with one command, however often that has to be sent', async () => {
    const terminal = await house.connected('dan');
    const commands: (string | undefined)[] = [];
    house.others.answers.set('terminal.disconnect', ({ command, data }) => {
      if (data['user'] === 'dan') commands.push(command);
      return commands.length < 3
        ? { unknown: { command: command as string } }
        : { accepted: { fact: 'f', result: {} } };
    });
    terminal.socket.terminate();
    await house.others.until('terminal.disconnect', () => commands.length === 3);
    house.others.answers.delete('terminal.disconnect');
    expect(new Set(commands).size).toBe(1);
  });

  it('expired, when its token ends; a login on it puts that off', async () => {
    const short = await house.connected('eli', 2);
    const renewed = await house.connected('flo', 2);
    const token = await house.others.token('flo');
    const tokens = { token, refresh: 'r', user: 'flo' };
    house.others.answers.set('auth.refresh', () => ({ accepted: { result: tokens } }));
    await renewed.ask('auth.refresh', { refresh: 'x' });
    expect(await short.note('closing')).toEqual({ code: 'expired' });
    expect(await short.ended).toBe(1008);
    expect(await recorded('eli')).toMatchObject({ cause: 'expired' });
    expect((await renewed.ask('mode.clear')).result).toEqual({ changed: true });
  });

  it('superseded, kicked or revoked, as others have recorded it: nothing is recorded here', async () => {
    const first = await house.connected('gil');
    const second = await house.connected('gil');
    expect(await first.note('closing')).toEqual({ code: 'superseded' });
    house.stage.announceSelf('gil', { src: 1_000, terminals: [] });
    expect(await second.note('closing')).toEqual({ code: 'kicked' });
    const third = await house.connected('hew');
    house.stage.announceSelf('hew', { src: 1_000, status: 'gone' });
    expect(await third.note('closing')).toEqual({ code: 'revoked' });
    expect(await Promise.all([first.ended, second.ended, third.ended])).toEqual([1008, 1008, 1008]);
    expect(isRecorded('gil') || isRecorded('hew')).toBe(false);
  });

  it('kicked, when the login its token comes from is revoked; one from before its token says nothing', async () => {
    const { stage, others } = house;
    const terminal = await house.connected('ida');
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

  it('when its terminal says nothing in its first five seconds', async () => {
    const began = performance.now();
    const terminal = await house.socket();
    expect(await terminal.note('closing')).toEqual({ code: 'expired' });
    expect(performance.now() - began).toBeGreaterThan(4_900);
  });

  it('lost within 17 seconds, when its terminal is frozen', async () => {
    const terminal = await house.connected('ian');
    const began = performance.now();
    terminal.socket.pause();
    expect(await recorded('ian')).toMatchObject({ cause: 'lost' });
    expect(performance.now() - began).toBeLessThan(17_000);
    expect(performance.now() - began).toBeGreaterThan(14_000);
  });

  it('slow, long before it would be lost, when its terminal does not read what it is told', async () => {
    // More than what the kernel takes for a terminal, and the queue.
    const document = 'x'.repeat(240_000);
    house.others.answers.set('profile.get', () => ({ accepted: { result: { document } } }));
    const terminal = await house.connected('joy');
    const began = performance.now();
    terminal.socket.pause();
    for (let asked = 0; asked < 58; asked++) {
      const params = { profile: 'work' };
      terminal.socket.send(
        JSON.stringify({ jsonrpc: '2.0', id: 1_000, method: 'profile.get', params }),
      );
    }
    expect(await recorded('joy')).toMatchObject({ cause: 'lost' });
    terminal.socket.resume();
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(await terminal.note('closing')).toMatchObject({
      code: 'slow',
      retryAfterMs: expect.any(Number),
    });
    expect(await terminal.ended).toBe(1013);
  });

  it('never for what waits for its user: that is handed over as its terminal takes it', async () => {
    const items = Array.from({ length: 180 }, (_, at) => ({
      id: `i${at + 1}`,
      place: at + 1,
      profile: 0,
      event: { id: `e${at + 1}`, data: 'x'.repeat(110_000) },
    }));
    const terminal = await house.connected('lea');
    terminal.socket.pause();
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
    terminal.socket.resume();
    const last = items.at(-1)?.id;
    await terminal.until(({ params }) => (params as { id?: string } | undefined)?.id === last);
    const handed = terminal.frames.filter(({ method }) => method === 'notification');
    expect(handed.map(({ params }) => (params as { id: string }).id)).toEqual(
      items.map(({ id }) => id),
    );
    expect((await terminal.ask('mode.clear')).result).toEqual({ changed: true });
  });

  it.each([
    ['a binary frame', Buffer.from('{}'), 1003],
    ['a frame of more than 64 KiB', 'x'.repeat(65_537), 1009],
    ['a frame that is not even read', 'x'.repeat(1_000_000), 1009],
  ])('at once, after %s', async (_what, frame, code) => {
    const terminal = await house.socket();
    terminal.socket.send(frame);
    expect(await terminal.ended).toBe(code);
  });

  it('too large: it is told so first', async () => {
    const terminal = await house.connected('kay');
    terminal.socket.send(`"${'x'.repeat(65_536)}"`);
    const answer = await terminal.until((frame) => 'error' in frame);
    expect(answer).toMatchObject({ id: null, error: { data: { code: 'too-large' } } });
    expect(await terminal.ended).toBe(1009);
    expect(await recorded('kay')).toMatchObject({ cause: 'closed' });
  });

  it('never by what is merely wrong', async () => {
    const terminal = await house.socket();
    const frames = ['', '{', '[]', 'null', '[[[[', `"${'x'.repeat(9_000)}"`, '['.repeat(5_000)];
    for (const frame of frames) terminal.socket.send(frame);
    await terminal.until(() => terminal.frames.length === frames.length);
    expect(await terminal.codeOf('profile.list')).toBe('not-authenticated');
  });
});
