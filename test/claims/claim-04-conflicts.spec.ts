import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectNew,
  profileOf,
} from '../harness/people.js';
import { rows } from './conflict-rows.js';
import { replaceProfile, useProfile } from '../harness/profiles.js';
import { lineFor, sees } from '../harness/sight.js';
import { System } from '../harness/system.js';

let system: System;
let bob: Person;
let watching: ConnectedTerminal;
const targets: Person[] = [];
beforeAll(async () => {
  system = await System.start();
  bob = await addPerson(system, 'bob');
  for (const _ of rows) targets.push(await addPerson(system, 'alice'));
  watching = await connectNew(system, bob);
  const contacts = targets.map(({ user }) => user);
  await useProfile(watching.terminal, profileOf({ contacts }));
});
afterAll(async () => system?.stop());

const numbered = rows.map((row, index) => ({ ...row, index }));

it.each(numbered)('$statement $says', async (row) => {
  const alice = targets[row.index] as Person;
  const looking = { viewer: bob.user, terminal: watching.terminal, target: alice.user };
  const { terminal } = await connectNew(system, alice);
  await useProfile(terminal, profileOf());
  await sees(looking, 'connectable');
  await replaceProfile(terminal, profileOf(row.profile(bob.user)));
  if (row.activate !== undefined) await terminal.call('mode.activate', { mode: row.activate });
  for (const method of row.consent ?? []) await terminal.call(method, { user: bob.user });
  if (row.deactivate) await terminal.call('profile.deactivate', { profile: 'work' });
  if (row.disconnect) await terminal.call('terminal.disconnect');
  await sees(looking, row.state);
  expect(await lineFor(system, looking)).toEqual({ line: row.line, state: row.state });
});
