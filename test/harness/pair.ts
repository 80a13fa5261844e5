import { type ConnectedTerminal, addPerson, connectNew, modeOf, profileOf } from './people.js';
import { useProfile } from './profiles.js';
import type { System } from './system.js';

/** Two users with a terminal each: alice has the modes `office`, in which she is, and `away`; bob sees her. */
export interface Pair {
  /** Alice's id. */
  readonly user: string;
  alice: ConnectedTerminal;
  bob: ConnectedTerminal;
}

/** Answers when bob is told that she is connectable. */
export async function pairIn(system: System): Promise<Pair> {
  const [one, other] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const { user } = one;
  const [alice, bob] = [await connectNew(system, one), await connectNew(system, other)];
  const away = modeOf('away', 2, { availability: { state: 'not-available' } });
  await useProfile(alice.terminal, profileOf({ modes: [modeOf('office', 1), away] }));
  await useProfile(bob.terminal, profileOf({ contacts: [user] }));
  await bob.terminal.shows(user, 'connectable');
  return { user, alice, bob };
}

/** She takes a mode, and bob is told what he is to be. */
export async function takes({ user, alice, bob }: Pair, mode: 'office' | 'away'): Promise<void> {
  await alice.terminal.call('mode.activate', { mode });
  await bob.terminal.shows(user, mode === 'office' ? 'connectable' : 'not-connectable');
}
