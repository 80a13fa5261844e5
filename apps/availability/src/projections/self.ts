import type { SelfDocument, SelfTerminal } from '@liaison/contracts';
import { type Instant, type ProfileHead, type StateDocument, activeMode } from '@liaison/domain';
import type { Entry } from './entry.js';

/** What SELF says but how often it was said. */
export type SelfSaying = Omit<SelfDocument, 'src' | 'owner' | 'n'>;

/** What a user's own terminals are told at this instant, of which `state` tells their watchers. */
export function sayingOf(entry: Entry, state: StateDocument, instant: Instant): SelfSaying {
  const { user, contactsRevision, facts } = entry;
  if (state.status === 'gone') return gone(user, contactsRevision);
  const active = activeMode(facts.profiles, instant);
  const document = active && facts.profiles.documents[active.profile];
  return {
    user,
    status: 'registered',
    contactsRevision,
    contacts: document?.contacts ?? [],
    terminals: terminalsOf(entry),
    families: familiesOf(entry),
    profiles: facts.profiles.profiles.map((listed) => profileOf(entry, listed)),
    ...(active === undefined ? {} : { active: activeOf(active) }),
    ...callTargetOf(entry),
    state: state.own ?? 'unknown',
    pending: entry.pendingAt(instant),
  };
}

/** What is said of a user nothing is known of, word for word as of one that is gone. */
export function gone(user: string, contactsRevision = 0): SelfSaying {
  return {
    user,
    status: 'gone',
    contactsRevision,
    contacts: [],
    terminals: [],
    families: [],
    profiles: [],
    state: 'unknown',
    pending: [],
  };
}

function terminalsOf({ facts }: Entry): readonly SelfTerminal[] {
  return facts.account.terminals.map(({ terminal, kind, label }) => {
    const now = Object.hasOwn(facts.terminals, terminal) ? facts.terminals[terminal] : undefined;
    if (now?.connected !== true) return { terminal, kind, label };
    const { connection, gateway, network } = now;
    return { terminal, kind, label, connection, gateway, network };
  });
}

function familiesOf({ facts }: Entry): SelfSaying['families'] {
  const families = facts.account.credentials.filter(({ kind }) => kind === 'refresh-family');
  return families.map(({ credential }) => credential);
}

/** A selected terminal that was removed since is none. */
function callTargetOf({ callTerminal, facts }: Entry): Pick<SelfSaying, 'callTarget'> {
  const selected = facts.account.terminals.find(({ terminal }) => terminal === callTerminal);
  return selected === undefined ? {} : { callTarget: selected.terminal };
}

function profileOf(
  { facts }: Entry,
  { profile, version }: ProfileHead['profiles'][number],
): SelfDocument['profiles'][number] {
  const { active, documents } = facts.profiles;
  return {
    profile,
    label: documents[profile]?.label ?? '',
    version,
    active: profile === active,
  };
}

function activeOf(
  active: NonNullable<ReturnType<typeof activeMode>>,
): NonNullable<SelfDocument['active']> {
  const { profile, version, mode, until } = active;
  const { mode: name, notification } = mode;
  return { profile, version, mode: name, notification, ...(until === undefined ? {} : { until }) };
}
