import type { Random } from './random.js';

/** Who may appear: `eve` never registers. */
export const USERS = ['alice', 'bob', 'carol', 'dave', 'eve'] as const;
const MODES = ['office', 'away', 'busy', 'quiet'] as const;
const STATES = ['available', 'not-available', 'transfer', 'unknown'] as const;

export interface RandomDocument {
  readonly profile: string;
  readonly modes: readonly { readonly mode: string; readonly order: number }[];
}

/** A valid profile document with a few modes and any audiences. */
export function randomDocument(random: Random, profile: string): RandomDocument {
  const names = random.some(MODES, 60);
  const used = names.length === 0 ? [MODES[0]] : names;
  const orders = used.map((_name, index) => index + 1).toSorted(() => random.below(3) - 1);
  const modes = used.map((mode, index) => ({
    mode,
    order: orders[index] ?? 0,
    availability: availability(random),
    audience: audience(random),
    notification: 'immediate',
  }));
  const document = {
    profile,
    label: profile,
    zone: 'Europe/Paris',
    contacts: random.some(USERS, 60),
    authorisation: random.chance(35) ? 'required' : 'open',
    defaultMode: random.pick(used),
    modes,
  };
  return document;
}

function availability(random: Random): object {
  const state = random.pick(STATES);
  return state === 'transfer' ? { state, number: '+33140000000' } : { state };
}

function audience(random: Random): object {
  const kind = random.below(4);
  if (kind === 0) return { everyone: true };
  if (kind === 1) return { except: random.some(USERS, 30) };
  const others = kind === 2 ? { others: 'next' } : {};
  return { only: random.some(USERS, 40), ...others };
}
