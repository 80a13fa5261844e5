import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { ended, endingsOf } from '../harness/copies.js';
import { historyOf } from '../harness/log.js';
import { copied } from '../harness/matches.js';
import { operated, operates } from '../harness/operates.js';
import { ownsAll } from '../harness/owners.js';
import { addPerson } from '../harness/people.js';
import { type Proven, ProofReader, counted } from '../harness/proof.js';
import { Service, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

const NOTE = { type: 'note', about: 'user' };

let system: System;
beforeAll(async () => {
  system = await System.start({ services: true });
});
afterAll(async () => system?.stop());

const of = async (service: string): Promise<readonly Proven[]> =>
  (await ProofReader.read(system)).all.filter((proven) => proven.service === service);

/** What a service says of somebody who is then erased, and how it stood with each copy before. */
async function erased() {
  const clock = await Service.connect(system, await newService(system, 'clock'), { emits: [NOTE] });
  const known = await newService(system, 'reader');
  const declared = { wants: [{ type: 'note', from: clock.service }], delivery: 'pull' };
  const reader = await Service.connect(system, known, declared, { consumes: false });
  const { service } = reader;
  for (const one of [clock.service, service]) {
    await accepted(system, 'service-registry', 'service.grant', {
      service: one,
      grant: 'all-users',
    });
  }
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const tells = ({ user }: { readonly user: string }): Promise<string> =>
    clock.emit('note', { subject: user, data: { of: user } });
  const acknowledged = await tells(alice);
  await reader.fetch(1);
  const [replayed, parked, kept] = [await tells(alice), await tells(alice), await tells(bob)];
  await reader.fetch(3, (message) => message.term('not for us'));
  await ended(system, service, 3);
  const copies = new Map((await of(service)).map(({ event, copy }) => [event, copy]));
  await reader.leave();
  await operated(system, 'parked', 'replay', service, copies.get(replayed) ?? '');
  await copied(system, service, [replayed]);
  const waits = await tells(alice);
  await until('it waits', async () => (await of(service)).length === 5);
  await accepted(system, 'auth', 'user.erase', { user: alice.user });
  await until(
    'she is erased',
    async () =>
      (await historyOf(system, `account.${alice.user}`)).at(-1)?.type ===
      'liaison.account.erasure-completed.v1',
  );
  const connect = (): Promise<Service> =>
    Service.connect(system, known, declared, { consumes: false });
  const events = { acknowledged, replayed, parked, waits };
  return { clock, service, kept, copies, events, connect };
}

it('is handed over no more, nor shown, nor expired, and what was acknowledged stays so', async () => {
  const { clock, service, kept, copies, events, connect } = await erased();
  const before = await endingsOf(system, service);
  // Another one goes on, and looks for what was left.
  const first = (system.boxes.get('notification') ?? []).at(-1);
  const next = await system.startBox('notification');
  await first?.signal('SIGKILL');
  await ownsAll(next);

  const listed = await operated(system, 'parked', 'list', service);
  expect(listed['items']).toMatchObject([{ event: kept }]);
  const parked = copies.get(events.parked) ?? '';
  for (const verb of ['show', 'replay']) {
    const { errors } = await operates(system, 'parked', verb, service, parked);
    expect([verb, errors]).toEqual([verb, expect.stringContaining('settled')]);
  }
  await operated(system, 'parked', 'replay', service, '--all');
  const back = await connect();
  expect((await back.fetch(1)).map(({ id }) => id)).toEqual([kept]);
  expect(back.welcome).toMatchObject({ parked: 0, expired: 0 });
  const last = await endingsOf(system, service);
  expect(last.slice(before.length)).toEqual([{ is: 'replayed', copy: copies.get(kept) }]);
  const { all, faults } = await until('it is settled', async () => {
    const proof = await ProofReader.read(system);
    return counted(proof.all, service).acknowledged === 2 && proof;
  });
  const standing = new Map(all.map((one) => [one.event, one.standing]));
  const stands = Object.entries(events).map(([what, event]) => [what, standing.get(event)]);
  expect(Object.fromEntries(stands)).toEqual({
    acknowledged: 'acknowledged',
    replayed: 'erased',
    parked: 'erased',
    waits: 'erased',
  });
  expect(faults).toEqual([]);
  await Promise.all([clock.leave(), back.leave()]);
}, 60_000);
