import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import {
  addPerson,
  type ConnectedTerminal,
  connectNew,
  type Person,
  profileOf,
} from '../harness/people.js';
import { System } from '../harness/system.js';
import { RpcError, Terminal } from '../harness/terminal.js';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
/** The catalogue's refusals. */
const REFUSED = -32000;

/** The error a request is answered with; one that is accepted fails the test. */
function refusalOf(call: Promise<unknown>): Promise<RpcError> {
  return call.then(
    () => {
      throw new Error('it was accepted');
    },
    (error: unknown) => error as RpcError,
  );
}

describe('what a terminal sends that nobody should', () => {
  let system: System;
  let alice: Person;
  let bob: Person;
  let one: ConnectedTerminal;

  beforeAll(async () => {
    system = await System.start();
    [alice, bob] = await Promise.all([addPerson(system, 'alice'), addPerson(system, 'bob')]);
    one = await connectNew(system, alice);
  });
  afterAll(async () => {
    expect(await alive()).toBe(true);
    await system.stop();
  });

  const alive = async (): Promise<boolean> => {
    const health = await fetch(`${system.httpUrl('gateway')}/health`);
    return health.ok && system.box('gateway').child.exitCode === null;
  };
  /** Sends text as it is and answers the error that comes back. */
  const errorTo = async (text: string): Promise<number> => {
    const note = one.terminal.next((frame) => frame.method === 'error');
    one.terminal.sendRaw(text);
    return Number((await note).params['code']);
  };

  it.each([
    ['malformed JSON', '{"jsonrpc": "2.0", "id": 1,', PARSE_ERROR],
    ['JSON nested too deeply', `${'['.repeat(5000)}${']'.repeat(5000)}`, REFUSED],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"terminal.list"}]', INVALID_REQUEST],
    ['a null id', '{"jsonrpc":"2.0","id":null,"method":"terminal.list"}', INVALID_REQUEST],
    ['no id', '{"jsonrpc":"2.0","method":"terminal.list"}', INVALID_REQUEST],
    ['a bare text', '"hello"', INVALID_REQUEST],
  ])('%s gets an error, and the connection lives on', async (_what, text, code) => {
    expect(await errorTo(text)).toBe(code);
    await one.terminal.call('terminal.list');
  });

  it('an unknown method is told so', async () => {
    expect((await refusalOf(one.terminal.call('profile.explode'))).code).toBe(METHOD_NOT_FOUND);
  });

  it.each([
    ['a number for a mode', 'mode.activate', { mode: 7 }],
    ['a member nobody knows', 'mode.clear', { sneaky: true }],
    [
      'a prototype for a member',
      'mode.activate',
      JSON.parse('{"mode":"office","__proto__":{"x":1}}') as object,
    ],
    ['a subject for an id', 'connectability.get', { user: 'alice.>' }],
    ['a list for params', 'terminal.list', [] as object],
    ['an instant that is none', 'mode.activate', { mode: 'office', until: 'tomorrow' }],
  ])('%s is refused with where it is and what to do', async (_what, method, params) => {
    const error = await refusalOf(one.terminal.call(method, params));
    expect(
      error.code === INVALID_PARAMS || error.code === INVALID_REQUEST || error.data !== undefined,
    ).toBe(true);
    expect(error.message.length).toBeGreaterThan(10);
  });

  it('a profile with many faults is told all of them, each with its pointer', async () => {
    const profile = profileOf({
      zone: 'Mars/Olympus',
      contacts: ['no good!'],
      defaultMode: 'none',
    });
    const error = await refusalOf(one.terminal.call('profile.upload', { profile }));
    expect(error.refusal).toBe('invalid-profile');
    const fields = ((error.data?.['faults'] ?? []) as { field: string }[]).map(
      (fault) => fault.field,
    );
    expect(fields).toEqual(expect.arrayContaining(['/zone', '/contacts/0', '/defaultMode']));
  });

  it('an oversized frame closes the line, before login at 8 KiB', async () => {
    const socket = await Terminal.open(system.terminalUrl());
    socket.sendRaw(
      JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'auth.login',
        params: { login: 'x'.repeat(9000) },
      }),
    );
    const first = await Promise.race([
      socket.closed.then(({ code }) => code),
      socket.next((note) => note.method === 'error').then((note) => Number(note.params['code'])),
    ]);
    expect([1009, INVALID_REQUEST, REFUSED]).toContain(first);
    socket.cut();
  });

  it('a binary frame closes with 1003', async () => {
    const socket = await Terminal.open(system.terminalUrl());
    socket.socket.send(Buffer.from([1, 2, 3]));
    expect((await socket.closed).code).toBe(1003);
  });

  it('a WebSocket without the subprotocol is refused at the handshake', async () => {
    const socket = new WebSocket(system.terminalUrl());
    const refused = await new Promise<number>((resolve) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('error', () => resolve(-1));
    });
    expect(refused).toBeGreaterThanOrEqual(400);
  });

  it('a browser of a foreign origin is refused at the handshake', async () => {
    await expect(
      Terminal.open(system.terminalUrl(), { origin: 'https://evil.example' }),
    ).rejects.toThrow(/40[03]/);
  });

  it("another user's token does not connect my terminal", async () => {
    const other = await connectNew(system, bob);
    const socket = await Terminal.open(system.terminalUrl());
    const stolen = { token: other.token, terminal: one.id };
    expect((await refusalOf(socket.call('terminal.connect', stolen))).refusal).toBe(
      'unknown-terminal',
    );
    socket.cut();
  });

  it('a forged token and an unknown terminal are refused', async () => {
    const socket = await Terminal.open(system.terminalUrl());
    const [head, body] = one.token.split('.');
    const forged = { token: `${head}.${body}.${'A'.repeat(86)}`, terminal: one.id };
    expect((await refusalOf(socket.call('terminal.connect', forged))).refusal).toBe(
      'not-authenticated',
    );
    const none = { token: one.token, terminal: 'nobody-has-this' };
    expect((await refusalOf(socket.call('terminal.connect', none))).refusal).toBe(
      'unknown-terminal',
    );
    socket.cut();
  });

  it('whoever is not connected may only log in, enrol and connect', async () => {
    const socket = await Terminal.open(system.terminalUrl());
    expect((await refusalOf(socket.call('terminal.list'))).refusal).toBe('not-authenticated');
    socket.cut();
  });

  it('a flood of requests is slowed, not served', async () => {
    const flooding = await connectNew(system, bob);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        flooding.terminal.call('terminal.list').then(
          () => 'ok',
          (error: RpcError) => error.refusal,
        ),
      ),
    );
    expect(answers.filter((answer) => answer === 'too-many-requests').length).toBeGreaterThan(20);
    expect(answers).toContain('ok');
  });
});
