import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { headersOf } from '@liaison/bus';
import { type Playground, playground, until } from '@liaison/bus/fixtures';
import { encodeParkedCopy } from '@liaison/contracts';
import { ParkedPlaces } from './parked-places.js';

const EXPIRES_MS = Date.parse('2027-01-01T00:00:00.000Z');

let ground: Playground;
let places: ParkedPlaces;
beforeAll(async () => {
  ground = await playground(1);
  places = new ParkedPlaces(ground.bus);
  places.onModuleInit();
});
afterAll(async () => {
  await places.onApplicationShutdown();
  await ground.end();
});

/** Stores a parked copy as who owns the service does; resolves with its place. */
async function park(service: string, copy: string): Promise<number> {
  const { bus } = ground;
  const parked = {
    copy,
    body: '{}',
    code: 'overflow',
    attempts: 0,
    expiresMs: EXPIRES_MS,
  } as const;
  const { body, headers } = encodeParkedCopy(parked);
  const { 'Nats-Msg-Id': msgID = '', ...others } = headers;
  const subject = bus.subjects.parkedService(service);
  return (await bus.js.publish(subject, body, { msgID, headers: headersOf(others) })).seq;
}

const known = (service: string): readonly (readonly [string, readonly number[]])[] =>
  [...places.of(service)].map(([copy, { sequences }]) => [copy, sequences] as const);

it('what others take out of PARKED is forgotten, and nothing else', async () => {
  const { jsm } = ground.bus;
  await places.sweep();
  const [first, second, third] = [
    await park('mail', 'a'),
    await park('mail', 'b'),
    await park('fax', 'c'),
  ];
  // Stored once more, after the window in which the engine would have noticed.
  const again = await until('it is stored again', async () => {
    const seq = await park('mail', 'b');
    return seq !== second && seq;
  });
  await places.current();
  await places.sweep();
  expect(known('mail')).toEqual([
    ['a', [first]],
    ['b', [second, again]],
  ]);
  for (const seq of [first, second]) await jsm.streams.deleteMessage('PARKED', seq);
  await places.sweep();
  expect(known('mail')).toEqual([['b', [again]]]);
  expect(known('fax')).toEqual([['c', [third]]]);
  for (const seq of [third, again]) await jsm.streams.deleteMessage('PARKED', seq);
  await places.sweep();
  expect([known('mail'), known('fax')]).toEqual([[], []]);
});
