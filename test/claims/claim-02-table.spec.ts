import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { caughtUp, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

let system: System;
beforeAll(async () => {
  system = await System.start();
});
afterAll(async () => system?.stop());

type AudienceKind = 'everyone' | 'only' | 'only, others next' | 'except';
const kinds: readonly AudienceKind[] = ['everyone', 'only', 'only, others next', 'except'];

/** What the two modes tell whom they cover, and what is told to whom none covers. */
const MANUAL = 'in-transfer';
const DEFAULT = 'connectable';
const HIDDEN = 'unknown';

/** Every day, for the whole of it. */
const always = [{ start: '2026-01-05T00:00', end: '2026-01-05T00:00', recur: 'FREQ=DAILY' }];

/** The table: mode's source, its audience, the default mode's audience, what named and other see. */
const defaultRows: readonly [AudienceKind, string, string][] = [
  ['everyone', DEFAULT, DEFAULT],
  ['only', DEFAULT, HIDDEN],
  ['only, others next', DEFAULT, HIDDEN],
  ['except', HIDDEN, DEFAULT],
];
/** A mode that is active by hand and one whose rule covers are walked alike. */
const activeRows: readonly [AudienceKind, AudienceKind, string, string][] = [
  ['everyone', 'everyone', MANUAL, MANUAL],
  ['everyone', 'only', MANUAL, MANUAL],
  ['everyone', 'only, others next', MANUAL, MANUAL],
  ['everyone', 'except', MANUAL, MANUAL],
  ['only', 'everyone', MANUAL, HIDDEN],
  ['only', 'only', MANUAL, HIDDEN],
  ['only', 'only, others next', MANUAL, HIDDEN],
  ['only', 'except', MANUAL, HIDDEN],
  ['only, others next', 'everyone', MANUAL, DEFAULT],
  ['only, others next', 'only', MANUAL, HIDDEN],
  ['only, others next', 'only, others next', MANUAL, HIDDEN],
  ['only, others next', 'except', MANUAL, DEFAULT],
  ['except', 'everyone', HIDDEN, MANUAL],
  ['except', 'only', HIDDEN, MANUAL],
  ['except', 'only, others next', HIDDEN, MANUAL],
  ['except', 'except', HIDDEN, MANUAL],
];

/** Named in every audience; named in none; seen to know when a change has been told. */
interface Viewers {
  readonly named: Viewer;
  readonly other: Viewer;
  readonly witness: Viewer;
}
type Viewer = Person & Awaited<ReturnType<typeof connectNew>>;

/** The witness is covered by every audience, so that it sees every change. */
function audienceOf(kind: AudienceKind, { named, witness }: Viewers): Record<string, unknown> {
  switch (kind) {
    case 'everyone':
      return { everyone: true };
    case 'only':
      return { only: [named.user, witness.user] };
    case 'only, others next':
      return { only: [named.user, witness.user], others: 'next' };
    case 'except':
      return { except: [named.user] };
  }
}

async function viewer(name: string): Promise<Viewer> {
  const person = await addPerson(system, name);
  return { ...person, ...(await connectNew(system, person)) };
}

/** The mode that is active, by hand or by its rule: it transfers. */
function activeMode(kind: AudienceKind, order: number): Record<string, unknown> {
  return modeOf(`manual-${kinds.indexOf(kind)}`, order, {
    availability: { state: 'transfer', number: '+33140000000' },
    audience: audienceOf(kind, viewers),
  });
}

function usualMode(kind: AudienceKind): Record<string, unknown> {
  return modeOf('usual', 1, { audience: audienceOf(kind, viewers) });
}

let viewers: Viewers;
/** By the audience of their default mode: its owner, who has a mode for each kind beside it. */
const owners = new Map<AudienceKind, { readonly user: string; readonly terminal: Terminal }>();

beforeAll(async () => {
  viewers = {
    named: await viewer('named'),
    other: await viewer('other'),
    witness: await viewer('witness'),
  };
  for (const kind of kinds) {
    const person = await addPerson(system, 'owner');
    const { terminal } = await connectNew(system, person);
    const manual = kinds.map((of, index) => activeMode(of, index + 2));
    const modes = [usualMode(kind), ...manual];
    await useProfile(terminal, profileOf({ modes, defaultMode: 'usual' }));
    owners.set(kind, { user: person.user, terminal });
  }
  const contacts = [...owners.values()].map(({ user }) => user);
  for (const { terminal } of Object.values(viewers) as Viewer[]) {
    await useProfile(terminal, profileOf({ contacts }));
  }
});

/** What the two viewers are told by changes, by an answer and by a new snapshot: all the same. */
async function seen(user: string): Promise<[unknown, unknown]> {
  const states: unknown[] = [];
  for (const who of [viewers.named, viewers.other]) {
    // Whatever was told before it is answered has arrived with the answer.
    const { state } = await who.terminal.call('connectability.get', { user });
    const shown = who.terminal.screen.get(user);
    expect([user, state]).toEqual([user, shown]);
    states.push(shown);
  }
  return states as [unknown, unknown];
}

for (const [kind, named, other] of defaultRows) {
  it(`C2.7 default for ${kind}: who is named is told ${named}, who is not ${other}`, async () => {
    const owner = ownerWith(kind);
    await owner.terminal.call('mode.clear');
    await viewers.witness.terminal.shows(owner.user, DEFAULT);
    expect(await seen(owner.user)).toEqual([named, other]);
  });
}

for (const [rule, usual, named, other] of activeRows) {
  it(`C2.7 rule for ${rule}, default for ${usual}: ${named}, not named ${other}`, async () => {
    const owner = ownerWith(usual);
    const ruled = { ...activeMode(rule, 2), rules: always };
    const profile = profileOf({ modes: [usualMode(usual), ruled], defaultMode: 'usual' });
    await useProfile(owner.terminal, { ...profile, profile: `rule-${kinds.indexOf(rule)}` });
    await viewers.witness.terminal.shows(owner.user, MANUAL);
    expect(await seen(owner.user)).toEqual([named, other]);
    await owner.terminal.call('profile.activate', { profile: 'work' });
    await viewers.witness.terminal.shows(owner.user, DEFAULT);
  });
}

it('C2.7 manual comes before rule, and rule before default', async () => {
  const { terminal, user } = ownerWith('everyone');
  const away = { availability: { state: 'not-available' } };
  const modes = [
    usualMode('everyone'),
    { ...activeMode('everyone', 2), rules: always },
    modeOf('later', 3, { ...away, rules: always }),
    modeOf('by-hand', 4, away),
  ];
  const profile = profileOf({ profile: 'all', modes, defaultMode: 'usual' });
  await useProfile(terminal, profile);
  await viewers.witness.terminal.shows(user, MANUAL);
  await terminal.call('mode.activate', { mode: 'by-hand' });
  await viewers.witness.terminal.shows(user, 'not-connectable');
  await terminal.call('mode.clear');
  await viewers.witness.terminal.shows(user, MANUAL);
  await terminal.call('profile.activate', { profile: 'work' });
  await viewers.witness.terminal.shows(user, DEFAULT);
});

for (const [manual, usual, named, other] of activeRows) {
  it(`C2.7 manual for ${manual}, default for ${usual}: ${named}, not named ${other}`, async () => {
    const owner = ownerWith(usual);
    const mode = `manual-${kinds.indexOf(manual)}`;
    await owner.terminal.call('mode.activate', { mode });
    await viewers.witness.terminal.shows(owner.user, MANUAL);
    expect(await seen(owner.user)).toEqual([named, other]);
    await owner.terminal.call('mode.clear');
    await viewers.witness.terminal.shows(owner.user, DEFAULT);
  });
}

it('C2.7 a new snapshot tells what changes told', async () => {
  for (const [index, kind] of kinds.entries()) {
    await ownerWith(kind).terminal.call('mode.activate', { mode: `manual-${index}` });
    await viewers.witness.terminal.shows(ownerWith(kind).user, MANUAL);
  }
  for (const who of [viewers.named, viewers.other]) {
    await caughtUp(who.terminal);
    const shown = [...who.terminal.screen];
    const { terminal } = await connectAgain(system, who);
    expect(terminal.notes[0]?.params['contacts']).toEqual(shown);
  }
});

function ownerWith(kind: AudienceKind): { readonly user: string; readonly terminal: Terminal } {
  const owner = owners.get(kind);
  if (owner === undefined) throw new Error(`nobody's default mode is for ${kind}`);
  return owner;
}
