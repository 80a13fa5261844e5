import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addPerson,
  type ConnectedTerminal,
  connectNew,
  type Person,
  profileOf,
} from '../harness/people.js';
import { NETWORKS, System } from '../harness/system.js';
import { RpcError, Terminal } from '../harness/terminal.js';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
/** The catalogue's refusals. */
const REFUSED = -32000;

/** What the catalogue says to do. */
const FIXES = {
  malformed: 'compare it with the schemas served at /schemas',
  'unknown-method': 'take a method of /asyncapi.json',
  'too-large': 'send less: terminal.connect answers the limits',
  'invalid-profile': 'correct every fault listed: each names its place and what belongs there',
  'unknown-terminal': 'take an id of terminal.list, or enrol the terminal with terminal.enrol',
  'not-authenticated': 'log in with auth.login, or renew the token with auth.refresh',
  'too-many-requests': 'wait a moment, or as long as retryAfterMs says; then send fewer',
} as const;

/** An error as a terminal is told it: both codes, where, and what to do. */
function told(code: number, refusal: keyof typeof FIXES, field?: string): object {
  const where = field === undefined ? {} : { field };
  return { code, data: { code: refusal, ...where, fix: FIXES[refusal] } };
}

/** The error a request is answered with; one that is accepted fails the test. */
function refusalOf(call: Promise<unknown>): Promise<RpcError> {
  return call.then(
    () => {
      throw new Error('it was accepted');
    },
    (error: unknown) => error as RpcError,
  );
}

const invalid = told(INVALID_REQUEST, 'malformed');

describe.each(NETWORKS)('what a terminal sends over %s that nobody should', (network) => {
  let system: System;
  let alice: Person;
  let bob: Person;
  let one: ConnectedTerminal;

  beforeAll(async () => {
    system = await System.start();
    [alice, bob] = await Promise.all([addPerson(system, 'alice'), addPerson(system, 'bob')]);
    one = await connectNew(system, alice, { network });
  });
  afterAll(async () => {
    expect(await alive()).toBe(true);
    await system.stop();
  });

  /** A line that has said nothing yet. */
  const opened = (): Promise<Terminal> => Terminal.open(system.terminalUrl(0, network));
  const alive = async (): Promise<boolean> => {
    const health = await fetch(`${system.httpUrl('gateway')}/health`);
    return health.ok && system.box('gateway').child.exitCode === null;
  };
  /** Sends text as it is and answers the error that comes back, without the id of a request. */
  const errorTo = async (text: string, terminal = one.terminal): Promise<unknown> => {
    const note = terminal.next((frame) => frame.method === 'error');
    terminal.sendRaw(text);
    return (await note).params;
  };

  it.each([
    ['malformed JSON', '{"jsonrpc": "2.0", "id": 1,', told(PARSE_ERROR, 'malformed')],
    ['nothing', '', told(PARSE_ERROR, 'malformed')],
    [
      'JSON nested too deeply',
      `${'['.repeat(5000)}${']'.repeat(5000)}`,
      told(REFUSED, 'too-large'),
    ],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"terminal.list"}]', invalid],
    ['a null id', '{"jsonrpc":"2.0","id":null,"method":"terminal.list"}', invalid],
    ['no id', '{"jsonrpc":"2.0","method":"terminal.list"}', invalid],
    ['a bare text', '"hello"', invalid],
  ])('%s gets an error that says what to do, and the line lives on', async (_what, text, error) => {
    expect(await errorTo(text)).toMatchObject(error);
    await one.terminal.call('terminal.list');
  });

  it('an unknown method is told so', async () => {
    const error = await refusalOf(one.terminal.call('profile.explode'));
    expect(error).toMatchObject(told(METHOD_NOT_FOUND, 'unknown-method'));
  });

  it.each([
    ['a number for a mode', 'mode.activate', { mode: 7 }, '/mode'],
    ['nothing for a mode', 'mode.activate', {}, '/mode'],
    ['a member nobody knows', 'mode.clear', { sneaky: true }, '/sneaky'],
    [
      'a prototype for a member',
      'mode.activate',
      JSON.parse('{"mode":"office","__proto__":{"x":1}}') as object,
      '/__proto__',
    ],
    ['a subject for an id', 'connectability.get', { user: 'alice.>' }, '/user'],
    ['a wildcard for an id', 'authorisation.ask', { user: '*' }, '/user'],
    ['an id that is too long', 'authorisation.retract', { user: 'a'.repeat(25) }, '/user'],
    ['nobody to be denied', 'authorisation.deny', {}, '/user'],
    ['a list of users', 'authorisation.withdraw', { user: ['bob', 'carol'] }, '/user'],
    ['an end that is no instant', 'authorisation.grant', { user: 'bob', expires: 0 }, '/expires'],
    ['a user for a list', 'authorisation.list', { user: 'bob' }, '/user'],
    ['a subject for a type', 'event.subscribe', { service: 'paper', type: 'news.>' }, '/type'],
    ['a list of nothing', 'notification.acknowledge', { ids: [] }, '/ids'],
    ['more than are given', 'notification.fetch', { max: 257 }, '/max'],
    ['an instant that is none', 'mode.activate', { mode: 'office', until: 'tomorrow' }, '/until'],
  ])('%s is refused with where it is and what to do', async (_what, method, params, field) => {
    const error = await refusalOf(one.terminal.call(method, params));
    expect(error).toMatchObject(told(INVALID_PARAMS, 'malformed', field));
    expect(error.data?.['faults']).toEqual([{ field, message: expect.any(String) }]);
  });

  it('a list for params is refused as a whole', async () => {
    const error = await refusalOf(one.terminal.call('terminal.list', []));
    expect(error).toMatchObject(told(INVALID_PARAMS, 'malformed'));
    expect(error.data).not.toHaveProperty('field');
  });

  it('a profile with many faults is told all of them, each with its pointer', async () => {
    const profile = profileOf({
      zone: 'Mars/Olympus',
      contacts: ['no good!'],
      defaultMode: 'none',
    });
    const error = await refusalOf(one.terminal.call('profile.upload', { profile }));
    expect(error).toMatchObject(told(REFUSED, 'invalid-profile'));
    const faults = (error.data?.['faults'] ?? []) as { field: string; message: string }[];
    const fields = faults.map(({ field }) => field);
    expect(fields.toSorted()).toEqual(['/contacts/0', '/defaultMode', '/zone']);
  });

  it('more than 8 KiB before login is refused as too large, and the line lives on', async () => {
    const socket = await opened();
    const params = { login: 'x'.repeat(9_000), password: 'x' };
    const frame = { jsonrpc: '2.0', id: 1, method: 'auth.login', params };
    expect(await errorTo(JSON.stringify(frame), socket)).toMatchObject(told(REFUSED, 'too-large'));
    expect(await refusalOf(socket.call('terminal.list'))).toMatchObject(
      told(REFUSED, 'not-authenticated'),
    );
    socket.cut();
  });

  it('more than 64 KiB is refused as too large; a WebSocket is closed with 1009', async () => {
    const { terminal } = await connectNew(system, bob, { network });
    const frame = JSON.stringify('x'.repeat(65_536));
    expect(await errorTo(frame, terminal)).toMatchObject(told(REFUSED, 'too-large'));
    if (network === 'websocket') expect((await terminal.closed).code).toBe(1009);
    else expect(await terminal.call('terminal.list')).toHaveProperty('items');
  });

  it("another user's token does not connect my terminal", async () => {
    const other = await connectNew(system, bob, { network });
    const socket = await opened();
    const stolen = { token: other.token, terminal: one.id };
    expect(await refusalOf(socket.call('terminal.connect', stolen))).toMatchObject(
      told(REFUSED, 'unknown-terminal'),
    );
    socket.cut();
  });

  it('a forged token and an unknown terminal are refused', async () => {
    const socket = await opened();
    const [head, body] = one.token.split('.');
    const forged = { token: `${head}.${body}.${'A'.repeat(86)}`, terminal: one.id };
    expect(await refusalOf(socket.call('terminal.connect', forged))).toMatchObject(
      told(REFUSED, 'not-authenticated'),
    );
    const none = { token: one.token, terminal: 'nobody-has-this' };
    expect(await refusalOf(socket.call('terminal.connect', none))).toMatchObject(
      told(REFUSED, 'unknown-terminal'),
    );
    socket.cut();
  });

  it('whoever is not connected may only log in, enrol and connect', async () => {
    const socket = await opened();
    expect(await refusalOf(socket.call('terminal.list'))).toMatchObject(
      told(REFUSED, 'not-authenticated'),
    );
    socket.cut();
  });

  it('a flood of requests is slowed, not served', async () => {
    const flooding = await connectNew(system, bob, { network });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        flooding.terminal.call('terminal.list').then(
          () => undefined,
          (error: RpcError) => error,
        ),
      ),
    );
    const refused = answers.filter((answer) => answer !== undefined);
    expect(refused.length).toBeGreaterThan(20);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(50);
    for (const error of refused) {
      expect(error).toMatchObject(told(REFUSED, 'too-many-requests'));
      expect(error.data?.['retryAfterMs']).toBeGreaterThan(0);
    }
  });
});
