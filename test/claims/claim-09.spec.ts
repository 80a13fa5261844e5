import {
  connect,
  nkeyAuthenticator,
  nkeys,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { historyOf } from '../harness/log.js';
import { Overhearing } from '../harness/overhear.js';
import { type Person, addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

let system: System;
let hearing: Overhearing;
beforeAll(async () => {
  system = await System.start();
  hearing = await Overhearing.begin(system);
});
afterAll(async () => system?.stop());

interface Heard {
  readonly actor: string;
  readonly data: Record<string, unknown>;
}

/** Sends a request; answers what it came to and where it went meanwhile. */
async function followed(terminal: Terminal, method: string, params: object) {
  const from = hearing.messages.length;
  const result = await terminal.call(method, params).catch((error: unknown) => error);
  await hearing.caughtUp();
  const went = hearing
    .commandsSince(from)
    .filter(({ subject }) => subject.endsWith(`.${method}`))
    .filter(({ text }) => text.includes('"actor"'));
  return { result, went };
}

/** The life of a terminal: each method, its params, and who is responsible for it. */
function life(alice: Person, given: { token: string; refresh: string; spare: string }) {
  const { token, refresh, spare } = given;
  const modes = [modeOf('office', 1), modeOf('away', 2, { availability: { state: 'unknown' } })];
  const profile = profileOf({ modes });
  return [
    ['terminal.list', {}, ['auth']],
    ['auth.login', { login: alice.login, password: alice.password }, ['auth']],
    ['auth.refresh', { refresh }, ['auth']],
    ['terminal.enrol', { token, kind: 'phone', label: 'phone' }, ['auth']],
    ['terminal.remove', { terminal: spare }, ['auth']],
    ['profile.upload', { profile }, ['availability']],
    ['profile.list', {}, ['availability']],
    ['profile.get', { profile: 'work' }, ['availability']],
    ['profile.activate', { profile: 'work' }, ['access-monitor', 'availability']],
    ['mode.activate', { mode: 'away' }, ['access-monitor', 'availability']],
    ['mode.clear', {}, ['access-monitor', 'availability']],
    ['connectability.get', { user: alice.user }, ['availability']],
    ['contact.block', { user: 'bob' }, ['availability']],
    ['contact.unblock', { user: 'bob' }, ['availability']],
    ['explain', { viewer: 'bob' }, ['availability']],
    ['profile.deactivate', { profile: 'work' }, ['access-monitor', 'availability']],
    ['profile.delete', { profile: 'work' }, ['availability']],
    ['terminal.disconnect', {}, ['access-monitor']],
  ] as const;
}

it('C9.1 each request reaches the component responsible, and its answer comes back', async () => {
  const alice = await addPerson(system, 'alice');
  const spare = (await connectNew(system, alice)).id;
  const { terminal, token, refresh, id } = await connectNew(system, alice);
  for (const [method, params, route] of life(alice, { token, refresh, spare })) {
    const { result, went } = await followed(terminal, method, params);
    expect(went.map(({ subject }) => subject)).toEqual(
      route.map((app) => `liaison.cmd.${app}.${method}`),
    );
    // All on the way see the same request, and it is one of this terminal's.
    const requests = went.map(({ text }) => JSON.parse(text) as Heard);
    for (const { actor, data } of requests) {
      if (method === 'terminal.disconnect') expect(data).toMatchObject({ cause: 'closed' });
      else expect(actor).toBe(`user/${alice.user}/${id}`);
      if (!method.startsWith('auth.')) expect(data['user']).toBe(alice.user);
    }
    const { accepted } = await hearing.answerTo(went[0] as (typeof went)[0]);
    expect([method, result]).toEqual([method, (accepted as { result: unknown }).result]);
  }
});

it('C9.1 a refusal of the component responsible comes back as it is', async () => {
  const { terminal } = await connectNew(system, await addPerson(system, 'alice'));
  const refused: readonly [string, object][] = [
    ['profile.activate', { profile: 'none' }],
    ['profile.get', { profile: 'none' }],
    ['mode.activate', { mode: 'none' }],
    ['terminal.remove', { terminal: 'none' }],
    ['profile.upload', { profile: profileOf({ zone: 'Nowhere/None' }) }],
  ];
  for (const [method, params] of refused) {
    const { result, went } = await followed(terminal, method, params);
    const answer = await hearing.answerTo(went[0] as (typeof went)[0]);
    expect([method, (result as { data: unknown }).data]).toEqual([method, answer['refused']]);
  }
});

it('C9.1 a request is about the user of its connection, whatever it says', async () => {
  const [alice, mallory] = [await addPerson(system, 'alice'), await addPerson(system, 'mallory')];
  const own = await connectNew(system, alice);
  await own.terminal.call('profile.upload', { profile: profileOf() });
  const { terminal } = await connectNew(system, mallory);
  const before = await historyOf(system, `profile.${alice.user}`);
  for (const [method, params] of [
    ['profile.list', {}],
    ['terminal.list', {}],
    ['profile.activate', { profile: 'work' }],
    ['profile.delete', { profile: 'work' }],
    ['terminal.remove', { terminal: own.id }],
    ['explain', {}],
  ] as const) {
    await terminal.refused(method, { ...params, user: alice.user });
    const { went } = await followed(terminal, method, params);
    for (const { text } of went) {
      expect((JSON.parse(text) as Heard).data['user']).toBe(mallory.user);
    }
  }
  expect(await historyOf(system, `profile.${alice.user}`)).toEqual(before);
  expect((await own.terminal.call<{ items: unknown[] }>('terminal.list')).items).toHaveLength(1);
});

it('C9.1 what is not in the terminals’ protocol cannot be reached through a gateway', async () => {
  const { terminal } = await connectNew(system, await addPerson(system, 'alice'));
  const from = hearing.messages.length;
  const verbs = [
    'user.add',
    'user.list',
    'user.erase',
    'auth.keys',
    'boundary',
    'terminal.connect.',
    'auth.user.add',
    'availability.profile.list',
    'liaison.cmd.auth.user.list',
    '$JS.API.STREAM.NAMES',
    '*',
    '>',
    '__proto__',
    'constructor',
    '',
  ];
  for (const verb of verbs) {
    const { code } = await terminal.refused(verb, { user: 'alice', profile: 'work' });
    expect([verb, code]).toEqual([verb, -32601]);
  }
  await terminal.call('profile.list');
  await hearing.caughtUp();
  expect(hearing.commandsSince(from).map(({ subject }) => subject)).toEqual([
    'liaison.cmd.availability.profile.list',
  ]);
});

it('C9.1 nobody gets onto the bus but who holds the seed', async () => {
  const another = nkeyAuthenticator(nkeys.createUser().getSeed());
  const strangers = {
    'who shows nothing': {},
    'who shows another seed': { authenticator: another },
    'who shows a name and a password': {
      authenticator: usernamePasswordAuthenticator('liaison', 'liaison'),
    },
  };
  for (const [who, shown] of Object.entries(strangers)) {
    const outcome = await connect({ servers: system.natsUrl, reconnect: false, ...shown }).then(
      async (connection) => {
        await connection.close();
        return 'let in';
      },
      (error: Error) => error.name,
    );
    expect([who, outcome]).toEqual([who, 'AuthorizationError']);
  }
});

it('C9.1 no other component can be talked to', async () => {
  for (const box of ['auth', 'access-monitor', 'availability'] as const) {
    const url = system.httpUrl(box);
    await expect(Terminal.open(`${url.replace('http', 'ws')}/terminal`)).rejects.toThrow();
    expect((await fetch(`${url}/health`)).status).toBe(200);
    for (const path of [
      '/',
      '/terminal',
      '/terminal/rpc',
      '/user.add',
      '/cmd/user.list',
      '/self',
    ]) {
      const { status } = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"jsonrpc":"2.0","id":1,"method":"user.list","params":{}}',
      });
      expect([box, path, status]).toEqual([box, path, 404]);
    }
  }
});
