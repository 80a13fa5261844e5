import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HttpLine } from '../harness/http-line.js';
import { eventsOf, handed, handedTo } from '../harness/items.js';
import { Overhearing } from '../harness/overhear.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectNew,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { Service, newService } from '../harness/service.js';
import { NETWORKS, System } from '../harness/system.js';

let system: System;
let hearing: Overhearing;
let paper: Service;
beforeAll(async () => {
  system = await System.start({ services: true, replicas: { gateway: 2 } });
  hearing = await Overhearing.begin(system);
  paper = await Service.connect(system, await newService(system, 'paper'), {
    emits: [{ type: 'news', about: 'user' }],
    calls: ['read'],
  });
});
afterAll(async () => {
  await paper?.cut();
  await system?.stop();
});

/** A terminal on a network; over HTTP its requests go to another gateway than the one it hears of. */
async function comesBy(
  network: (typeof NETWORKS)[number],
  name: string,
): Promise<Person & ConnectedTerminal> {
  const person = await addPerson(system, name);
  const connected = await connectNew(system, person, { kind: 'phone', network });
  const { line } = connected.terminal;
  if (line instanceof HttpLine) line.postsTo = system.httpUrl('gateway', 1);
  return { ...person, ...connected };
}

/** A request a component: the method, its params, and who answers it. */
const requests = (login: object) =>
  [
    ['auth.login', login, 'auth'],
    ['terminal.list', {}, 'auth'],
    ['profile.list', {}, 'availability'],
    ['mode.clear', {}, 'access-monitor'],
    ['service.activate', { service: paper.service }, 'access-monitor'],
    ['service.list', {}, 'service-registry'],
    ['notification.fetch', {}, 'notification'],
  ] as const;

it.each(NETWORKS)(
  'C9.2 a request from the network %s reaches the component responsible, and its answer comes back',
  async (network) => {
    const alice = await comesBy(network, 'alice');
    const { terminal, user, id, login, password } = alice;
    await useProfile(terminal, profileOf());
    for (const [method, params, app] of requests({ login, password })) {
      const from = hearing.messages.length;
      const result = await terminal.call(method, params);
      await hearing.caughtUp();
      const went = hearing
        .commandsSince(from)
        .filter(({ subject, text }) => subject.endsWith(`.${method}`) && text.includes('"actor"'));
      expect(went[0]?.subject).toBe(`liaison.cmd.${app}.${method}`);
      for (const { text } of went)
        expect(JSON.parse(text)).toMatchObject({ actor: `user/${user}/${id}` });
      const { accepted } = await hearing.answerTo(went[0] as (typeof went)[0]);
      expect([method, result]).toEqual([method, (accepted as { result: unknown }).result]);
    }
    const refused = await terminal.refused('mode.activate', { mode: 'none' });
    expect(refused.data).toMatchObject({ code: 'unknown-mode', field: '/mode' });
  },
);

it.each(NETWORKS)(
  'C9.2 what comes from services reaches a terminal on the network %s: answers and notifications',
  async (network) => {
    const { terminal, user, id } = await comesBy(network, 'bob');
    const { service } = paper;
    await useProfile(terminal, profileOf());
    await terminal.call('service.activate', { service });
    await terminal.call('event.subscribe', { service, type: 'news' });
    const payload = { page: 1 };
    const answer = await terminal.call('service.call', { service, operation: 'read', payload });
    expect(answer).toEqual({ payload: { asked: payload } });
    expect(paper.called.at(-1)).toMatchObject({ user, terminal: id, operation: 'read', payload });
    const sent = await paper.emit('news', { subject: user });
    await handedTo(terminal, 1);
    expect(eventsOf(handed(terminal))).toEqual([sent]);
  },
);

it('C9.2 a request over HTTP is counted and answered by its own connection, at whatever gateway', async () => {
  await hearing.end();
  const carol = await comesBy('http', 'carol');
  const eve = await comesBy('http', 'eve');
  const { connection } = carol;
  const headers = {
    Authorization: `Bearer ${eve.token}`,
    'Liaison-Connection': connection,
  };
  const body = '{"jsonrpc":"2.0","id":1,"method":"terminal.list"}';
  for (const gateway of [0, 1]) {
    const url = `${system.httpUrl('gateway', gateway)}/terminal/rpc`;
    const answer = await fetch(url, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({
      id: 1,
      error: { data: { code: 'not-connected' } },
    });
  }
  await carol.terminal.close();
  await carol.terminal.closed;
  const own = { ...headers, Authorization: `Bearer ${carol.token}` };
  const url = `${system.httpUrl('gateway', 1)}/terminal/rpc`;
  const answer = await fetch(url, { method: 'POST', headers: own, body });
  expect(await answer.json()).toMatchObject({ error: { data: { code: 'not-connected' } } });
});
