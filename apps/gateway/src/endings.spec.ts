import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { House } from './fixtures/house.js';

describe('a WebSocket ends', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house.close());

  /** What was recorded of a user's connection. */
  const recorded = async (user: string) =>
    (await house.others.until('terminal.disconnect', ({ data }) => data['user'] === user)).data;

  it('closed, as soon as its terminal closes it', async () => {
    const terminal = await house.connect(await house.socket(), 'ann');
    terminal.wire.socket.close(1000);
    const { connection } = house.others.of('terminal.connect').at(-1)?.data ?? {};
    expect(await recorded('ann')).toMatchObject({
      terminal: 'ann-1',
      connection,
      cause: 'closed',
      lastSeen: expect.stringMatching(/Z$/),
    });
  });

  it('kicked, when the login it changes to was revoked while it was made', async () => {
    const { stage, others } = house;
    const terminal = await house.connected('ivo');
    stage.announceSelf('ivo', { src: 1_000, families: ['f'] });
    const token = await others.token('ivo', 300, 'g');
    const tokens = { token, refresh: 'r', user: 'ivo' };
    others.answers.set('auth.refresh', () => ({ accepted: { sequence: 999, result: tokens } }));
    // It may end before it is answered.
    terminal.ask('auth.refresh', { refresh: 'x' }).catch(() => undefined);
    expect(await terminal.note('closing')).toEqual({ code: 'revoked' });
    others.answers.delete('auth.refresh');
    expect(await recorded('ivo')).toMatchObject({ cause: 'kicked' });
  });

  it('when its terminal says nothing in its first five seconds', async () => {
    const began = performance.now();
    const terminal = await house.socket();
    expect(await terminal.note('closing')).toEqual({ code: 'expired' });
    expect(performance.now() - began).toBeGreaterThan(4_900);
  });

  it('lost within 17 seconds, when its terminal is frozen', async () => {
    const terminal = await house.connect(await house.socket(), 'ian');
    const began = performance.now();
    terminal.wire.socket.pause();
    expect(await recorded('ian')).toMatchObject({ cause: 'lost' });
    expect(performance.now() - began).toBeLessThan(17_000);
    expect(performance.now() - began).toBeGreaterThan(14_000);
  });

  it.each([
    ['a binary frame', Buffer.from('{}'), 1003],
    ['a frame of more than 64 KiB', 'x'.repeat(65_537), 1009],
    ['a frame that is not even read', 'x'.repeat(1_000_000), 1009],
  ])('at once, after %s', async (_what, frame, code) => {
    const terminal = await house.socket();
    terminal.wire.socket.send(frame);
    expect(await terminal.ended).toBe(code);
  });

  it('too large: it is told so first', async () => {
    const terminal = await house.connect(await house.socket(), 'kay');
    terminal.wire.socket.send(`"${'x'.repeat(65_536)}"`);
    const answer = await terminal.until((frame) => 'error' in frame);
    expect(answer).toMatchObject({ id: null, error: { data: { code: 'too-large' } } });
    expect(await terminal.ended).toBe(1009);
    expect(await recorded('kay')).toMatchObject({ cause: 'closed' });
  });

  it('never by what is merely wrong', async () => {
    const terminal = await house.socket();
    const frames = ['', '{', '[]', 'null', '[[[[', `"${'x'.repeat(9_000)}"`, '['.repeat(5_000)];
    for (const frame of frames) terminal.wire.socket.send(frame);
    await terminal.until(() => terminal.frames.length === frames.length);
    expect(await terminal.codeOf('profile.list')).toBe('not-authenticated');
  });
});
