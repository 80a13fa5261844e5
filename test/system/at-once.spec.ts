import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type StoredFact, historyOf } from '../harness/log.js';
import {
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { uuidV7 } from '../harness/uuid.js';
import type { Note, Terminal } from '../harness/terminal.js';

let system: System;
beforeAll(async () => {
  const two = { gateway: 2, availability: 2, 'access-monitor': 2 };
  system = await System.start({ replicas: two });
});
afterAll(async () => system?.stop());

const cycle = [
  { mode: 'office', state: 'connectable' },
  { mode: 'away', state: 'not-connectable' },
  { mode: 'driving', state: 'in-transfer' },
] as const;
const at = (step: number): (typeof cycle)[number] =>
  cycle[step % cycle.length] as (typeof cycle)[number];
const modes = [
  modeOf('office', 1),
  modeOf('away', 2, { availability: { state: 'not-available' } }),
  modeOf('driving', 3, { availability: { state: 'transfer', number: '+33140000000' } }),
];
const profiles = [
  profileOf({ modes }),
  profileOf({ profile: 'home', modes, defaultMode: 'away' }),
  profileOf({ profile: 'road', modes, defaultMode: 'driving' }),
];

/** Each fact names the one before it, and no number is missing or there twice. */
function isOneLine(facts: readonly StoredFact[]): void {
  expect(facts.map(({ revision }) => revision)).toEqual(facts.map((_, index) => index + 1));
  expect(facts.map(({ previous }) => previous)).toEqual([
    undefined,
    ...facts.slice(0, -1).map(({ id }) => id),
  ]);
}

const ROUNDS = 12;
type Selected = Readonly<Record<'profile' | 'mode', string>>;

/** Two terminals send their selections at the same instant, round after round; by command. */
async function activateAtOnce(
  terminals: readonly [Terminal, Terminal],
): Promise<Map<string, Selected>> {
  const asked = new Map<string, Selected>();
  const activate = async (terminal: Terminal, selected: Selected): Promise<unknown> => {
    const command = uuidV7();
    asked.set(command, selected);
    return terminal.call('profile.activate', { ...selected, command });
  };
  const [one, other] = terminals;
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all([
      activate(one, { profile: 'work', mode: at(round).mode }),
      activate(other, { profile: 'home', mode: at(round + 1).mode }),
    ]);
  }
  return asked;
}

const textOf = ({ profile, mode }: Partial<Selected>): string => `${profile} ${mode}`;

/** What a terminal was told of its own user, each once. */
function selectionsTold({ notes }: Terminal): string[] {
  const told = notes
    .filter(({ method }) => method === 'snapshot' || method === 'self')
    .map(({ params }) => (params['self'] ?? params) as Partial<Selected>)
    .map(textOf);
  return told.filter((text, index) => text !== told[index - 1]);
}

it('two terminals of one user activate at once: one line of history, both told the same', async () => {
  const alice = await addPerson(system, 'alice');
  const { terminal: phone } = await connectNew(system, alice, { kind: 'phone' });
  const { terminal: browser } = await connectNew(system, alice, { kind: 'browser', gateway: 1 });
  for (const profile of profiles) await phone.call('profile.upload', { profile });
  const asked = await activateAtOnce([phone, browser]);

  const facts = await historyOf(system, `profile.${alice.user}`);
  isOneLine(facts);
  const activations = facts.filter(({ type }) => type === 'liaison.profile.activated.v1');
  const commands = activations.map(({ command = '' }) => command);
  expect(new Set(commands)).toEqual(new Set(asked.keys()));
  expect(commands).toHaveLength(asked.size);
  // Both are told the line, some of it perhaps in one step, and both its end.
  const line = commands.map((command) => textOf(asked.get(command) ?? {}));
  for (const terminal of [phone, browser]) {
    const isTold = (): boolean => selectionsTold(terminal).at(-1) === line.at(-1);
    await terminal.comesTo(isTold);
    const told = selectionsTold(terminal).slice(1);
    let place = 0;
    for (const selected of line) if (selected === told[place]) place++;
    expect(told.slice(place)).toEqual([]);
  }
});

interface Changing {
  readonly user: string;
  readonly terminal: Terminal;
}

/** Users whose state goes round and round, one step whenever somebody has seen the step before. */
async function goRound(who: Changing, seenBy: Terminal, over: AbortSignal): Promise<number> {
  for (let step = 0; ; step++) {
    const { mode, state } = at(step);
    await who.terminal.call('mode.activate', { mode });
    await seenBy.shows(who.user, state);
    if (over.aborted) return step;
  }
}

/** The states of one contact that a connection showed, from its snapshot on. */
function shownOf(notes: readonly Note[], user: string): string[] {
  const contacts = notes[0]?.params['contacts'] as [string, string][];
  const first = new Map(contacts).get(user);
  const later = notes.filter(({ params }) => params['user'] === user);
  return [String(first), ...later.map(({ params }) => String(params['state']))];
}

/** What follows when every step is shown, and none twice. */
function withoutGap(first: string | undefined, length: number): string[] {
  const begin = cycle.findIndex(({ state }) => state === first);
  return Array.from({ length }, (_, step) => at(begin + step).state);
}

const CONNECTS = 12;

/** Connects again and again, stays until three changes have been shown, and keeps what was said. */
async function comeAndGo(person: Person): Promise<Note[][]> {
  const enrolled = await connectNew(system, person, { gateway: 1 });
  const told: Note[][] = [];
  for (let turn = 0; turn < CONNECTS; turn++) {
    const { terminal } = await connectAgain(system, enrolled, turn % 2);
    const changes = (): number => terminal.notesOf('connectability').length;
    await terminal.comesTo(() => changes() >= 3);
    told.push(terminal.notes.slice());
    terminal.cut();
  }
  return told;
}

it('a snapshot while changes arrive: no gap after it, nothing twice', async () => {
  const targets: Changing[] = [];
  for (let n = 0; n < 3; n++) {
    const person = await addPerson(system, 'target');
    const { terminal } = await connectNew(system, person, { gateway: n % 2 });
    await useProfile(terminal, profileOf({ modes }));
    targets.push({ user: person.user, terminal });
  }
  const contacts = targets.map(({ user }) => user);
  const [alice, steady] = [await addPerson(system, 'alice'), await addPerson(system, 'steady')];
  const watching = await connectNew(system, steady);
  const first = await connectNew(system, alice);
  for (const { terminal } of [watching, first]) await useProfile(terminal, profileOf({ contacts }));
  for (const user of contacts) await watching.terminal.shows(user, 'connectable');

  const over = new AbortController();
  const going = targets.map((who) => goRound(who, watching.terminal, over.signal));
  const connections = await comeAndGo(alice);
  over.abort();
  const steps = await Promise.all(going);

  expect(Math.min(...steps)).toBeGreaterThan(CONNECTS);
  for (const notes of connections) {
    expect(notes.map(({ method }) => method).lastIndexOf('snapshot')).toBe(0);
    const counted = notes.filter(({ method }) => method === 'connectability');
    expect(counted.map(({ params }) => params['n'])).toEqual(counted.map((_, index) => index + 1));
    for (const user of contacts) {
      const shown = shownOf(notes, user);
      expect(shown).toEqual(withoutGap(shown[0], shown.length));
    }
  }
  // Who stayed all the time was shown every step of everybody.
  const notes = watching.terminal.notes;
  const from = notes.findLastIndex(({ method }) => method === 'snapshot');
  for (const [index, user] of contacts.entries()) {
    const shown = shownOf(notes.slice(from), user).filter((state) => state !== 'unknown');
    expect(shown).toEqual(withoutGap('connectable', (steps[index] ?? 0) + 1));
  }
});
