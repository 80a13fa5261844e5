import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandReply, limits, refusal } from '@liaison/contracts';
import { CalledService } from '../fixtures/called-service.js';
import { House } from '../fixtures/house.js';
import type { Terminal } from '../fixtures/terminal.js';

const call = (terminal: Terminal, service: string, more: object = {}) =>
  terminal.ask('service.call', { service, operation: 'list', payload: { max: 3 }, ...more });

describe('a terminal calls a service', () => {
  let house: House;
  let users = 0;
  beforeAll(async () => {
    house = await House.open();
    house.others.answers.set('service.route-call', ({ data }) => routed(data['service'] as string));
  });
  afterAll(() => house.close());

  /** Where the registry says that a service is called; services named `fresh…` demand a login. */
  function routed(service: string): CommandReply {
    if (service.startsWith('no-')) return { refused: refusal(refusals[service]!) };
    const authentication = service.startsWith('fresh') ? 'fresh' : 'none';
    const subject = `liaison.call.${service}.0123456789abcdefABCDEF`;
    return { accepted: { result: { subject, authentication } } };
  }
  const refusals: Readonly<Record<string, Parameters<typeof refusal>[0]>> = {
    'no-service': 'unknown-service',
    'no-activation': 'service-not-activated',
    'no-connection': 'service-not-connected',
    'no-operation': 'unknown-operation',
  };
  const newTerminal = () => house.connected(`caller-${++users}`);
  const serve = (service: string, answer: string | undefined) =>
    new CalledService(house.stage, service, answer);
  const refusedAs = async (service: string, more: object = {}) =>
    (await call(await newTerminal(), service, more)).error?.data;

  /** Logs in on the terminal's own connection, as auth would let this user. */
  async function logIn(terminal: Terminal, user: string): Promise<void> {
    const token = await house.others.token(user);
    const tokens = { token, refresh: 'r', user };
    house.others.answers.set('auth.login', () => ({ accepted: { result: tokens } }));
    expect((await terminal.ask('auth.login', { login: user, password: 'x' })).error).toBe(
      undefined,
    );
  }

  it('C1.9 and gets its answer; the service learns who calls, and the correlation', async () => {
    const messaging = serve('messaging', JSON.stringify({ payload: [{ from: 'bob' }] }));
    const terminal = await newTerminal();
    const user = `caller-${users}`;
    expect(await call(terminal, 'messaging')).toMatchObject({
      result: { payload: [{ from: 'bob' }] },
    });
    const [routing] = house.others.of('service.route-call').slice(-1);
    expect(routing).toMatchObject({ app: 'service-registry', actor: `user/${user}/${user}-1` });
    expect(routing?.data).toEqual({ user, service: 'messaging', operation: 'list' });
    expect(messaging.calls).toEqual([
      {
        user,
        terminal: `${user}-1`,
        operation: 'list',
        payload: { max: 3 },
        correlation: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ]);
    expect(messaging.calls[0]?.correlation).toBe(routing?.correlation);
  });

  it('again with the same command, and the service can tell', async () => {
    const voicemail = serve('voicemail', JSON.stringify({ payload: null }));
    const terminal = await newTerminal();
    const command = '019b8d2b-8c00-7b2a-8000-000000000001';
    await call(terminal, 'voicemail', { command });
    await call(terminal, 'voicemail', { command });
    expect(voicemail.calls.map(({ correlation }) => correlation)).toEqual([command, command]);
  });

  it.each(Object.entries(refusals))('C1.9 %s is refused as %s', async (service, code) => {
    expect(await refusedAs(service)).toEqual(refusal(code));
  });

  it('C1.9 that nobody answers for: not connected', async () => {
    expect(await refusedAs('nobody')).toEqual(refusal('service-not-connected'));
  });

  it('C1.9 that answers with an error: its own code and message', async () => {
    const error = { code: 'mailbox-full', message: 'no room' };
    serve('full', JSON.stringify({ error }));
    expect(await refusedAs('full')).toEqual({ ...refusal('service-error'), service: error });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['no payload', '{}'],
    ['both', JSON.stringify({ payload: 1, error: { code: 'a', message: 'b' } })],
    ['surplus', JSON.stringify({ payload: 1, more: 2 })],
    ['a code without a message', JSON.stringify({ error: { code: 'a' } })],
    ['a long code', JSON.stringify({ error: { code: 'a'.repeat(65), message: '' } })],
    ['too much', JSON.stringify({ payload: 'x'.repeat(limits.callAnswerBytes) })],
    ['what is too deep', `{"payload":${'['.repeat(100)}${']'.repeat(100)}}`],
  ])('that answers garbage, %s: it is told so', async (what, answer) => {
    const service = `garbage-${what.replaceAll(' ', '-')}`;
    serve(service, answer);
    expect(await refusedAs(service)).toEqual(refusal('service-answer-malformed'));
  });

  it('that does not answer in time: nobody knows what became of it', async () => {
    const silent = serve('silent', undefined);
    const command = '019b8d2b-8c00-7b2a-8000-000000000002';
    const beganMs = performance.now();
    const told = await refusedAs('silent', { timeoutMs: 200, command });
    expect(told).toMatchObject({ code: 'outcome-unknown', command });
    // Requests are timed 50 ms coarse.
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(150);
    expect(silent.calls).toHaveLength(1);
  });

  it('for as long as may be asked, and no longer', async () => {
    const { error } = await call(await newTerminal(), 'silent', { timeoutMs: 30_001 });
    expect(error?.data).toMatchObject({ code: 'malformed', field: '/timeoutMs' });
  });

  it('as often at once as one terminal may', async () => {
    serve('slow', undefined);
    const terminal = await newTerminal();
    const asked = Array.from({ length: limits.callsAtOnce + 1 }, () =>
      call(terminal, 'slow', { timeoutMs: 500 }),
    );
    const codes = (await Promise.all(asked)).map(({ error }) => error?.data.code);
    expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(1);
    expect(codes.filter((code) => code === 'outcome-unknown')).toHaveLength(limits.callsAtOnce);
    serve('quick', JSON.stringify({ payload: 1 }));
    expect(await call(terminal, 'quick')).toMatchObject({ result: { payload: 1 } });
  });

  describe('that demands a fresh login', () => {
    it('C8.1 is refused without one, and served after one on this connection', async () => {
      const bank = serve('fresh-bank', JSON.stringify({ payload: 'done' }));
      const terminal = await newTerminal();
      const user = `caller-${users}`;
      const refused = await call(terminal, 'fresh-bank');
      expect(refused.error?.data).toEqual(refusal('fresh-login-required'));
      expect(bank.calls).toEqual([]);
      await logIn(terminal, user);
      expect(await call(terminal, 'fresh-bank')).toMatchObject({ result: { payload: 'done' } });
      const other = await house.connected(user);
      const elsewhere = await call(other, 'fresh-bank');
      expect(elsewhere.error?.data).toEqual(refusal('fresh-login-required'));
    });

    it('a renewed token is no login', async () => {
      const terminal = await newTerminal();
      const user = `caller-${users}`;
      const tokens = { token: await house.others.token(user), refresh: 'r', user };
      house.others.answers.set('auth.refresh', () => ({ accepted: { result: tokens } }));
      await terminal.ask('auth.refresh', { refresh: 'r' });
      const refused = await call(terminal, 'fresh-bank');
      expect(refused.error?.data).toEqual(refusal('fresh-login-required'));
    });
  });

  it('while the registry is silent: nothing was changed', async () => {
    const registry = house.others.answers.get('service.route-call')!;
    house.others.answers.set('service.route-call', () => ({ refused: refusal('unavailable') }));
    expect(await refusedAs('messaging')).toEqual(refusal('unavailable'));
    house.others.answers.set('service.route-call', registry);
  });
});
