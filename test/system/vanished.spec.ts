import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { historyOf } from '../harness/log.js';
import { addPerson, connectNew, profileOf } from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { Swallower, mayVanish } from '../harness/swallower.js';
import { System } from '../harness/system.js';

/** A stream that says nothing for so long says a comment; ten times that where nothing is set. */
const QUIET_MS = 1_000;
/** Three looks, 5 s apart, at what is not acknowledged; and what a busy machine adds. */
const FOUND_WITHIN_MS = 25_000;

let system: System;
let swallower: Swallower;
beforeAll(async () => {
  if (!mayVanish) return;
  system = await System.start({ env: { LIAISON_STREAM_QUIET_MS: String(QUIET_MS) } });
  swallower = await Swallower.to(system.httpUrl('gateway'));
});
afterAll(async () => {
  await swallower?.stop();
  await system?.stop();
});

(mayVanish ? it : it.skip)(
  'a terminal over HTTP that vanishes without a word is found lost though nothing is told to it',
  async () => {
    const [alice, bob] = await Promise.all([addPerson(system, 'alice'), addPerson(system, 'bob')]);
    const watching = await connectNew(system, bob, { network: 'http' });
    await useProfile(watching.terminal, profileOf({ contacts: [alice.user] }));
    const phone = await connectNew(system, alice, { url: `${swallower.url}/terminal` });
    await useProfile(phone.terminal, profileOf());
    await watching.terminal.shows(alice.user, 'connectable');

    await swallower.swallow();
    const vanished = Date.now();
    await watching.terminal.shows(alice.user, 'not-connectable', FOUND_WITHIN_MS);

    const last = (await historyOf(system, `terminal.${alice.user}.${phone.id}`)).at(-1);
    expect(last?.data).toMatchObject({ cause: 'lost', lastSeen: expect.any(String) });
    // Of what came after it vanished nothing was heard.
    expect(Date.parse(String(last?.data?.['lastSeen']))).toBeLessThanOrEqual(vanished);
    // Whoever takes what is told stays, though nothing but comments is.
    expect(await watching.terminal.call('terminal.list')).toMatchObject({
      items: [{ connected: true }],
    });
  },
  60_000,
);
