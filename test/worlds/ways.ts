import type { Actor } from './actor.js';
import { documentOf } from './document.js';
import type { Shown } from './plan.js';

export type Tells = 'unknown' | 'subject-to-authorisation';
/** `before`: the viewer is away when it comes about; `live`: it watches, and loses sight. */
export type Moment = 'before' | 'live';

/** The two of a pair in one world, and how the target shows itself. */
export interface Hiding {
  readonly target: Actor;
  readonly viewer: string;
  readonly shown: Shown;
  readonly tells: Tells;
  readonly hasAsked: boolean;
  /** When a grant that ends by itself ends, and a period begins. */
  readonly end: string;
}

type Act = (hiding: Hiding) => Promise<unknown>;

/** One way in which a target comes to be hidden from one viewer. */
export interface Way {
  readonly tells: Tells;
  readonly moments: readonly Moment[];
  /** How much of the target there is before: nobody, an account alone; absent: all of it. */
  readonly before?: 'nobody' | 'account';
  /** Whether the viewer has asked for authorisation; absent: either. */
  readonly asked?: boolean;
  /** Something ends by itself at the hiding's end: a grant, or what the profile shows. */
  readonly ends?: 'grant' | 'profile';
  /** What the target does; with `ends`, nothing but to wait. */
  readonly act?: Act;
  /** What may go on behind the curtain afterwards. */
  readonly behind: readonly Behind[];
}

export type Behind = 'mode' | 'terminal';

const activate =
  (mode: string): Act =>
  ({ target }) =>
    target.activate(mode);
const decide =
  (verb: string, more: object = {}): Act =>
  ({ target, viewer }) =>
    target.does('availability', verb, { viewer, ...more });
const anyTime: readonly Moment[] = ['before', 'live'];
const hidden = { tells: 'unknown', moments: anyTime, behind: ['mode', 'terminal'] } as const;
const gone = { tells: 'unknown', moments: anyTime, behind: [] } as const;
const locked = {
  tells: 'subject-to-authorisation',
  moments: anyTime,
  behind: ['mode', 'terminal'],
} as const;

/** Every way there is to be hidden, or to be there for who was let in alone. */
export const WAYS: Readonly<Record<string, Way>> = {
  'hidden by a mode': { ...hidden, act: activate('hidden') },
  'hidden from all': { ...hidden, act: activate('nobody') },
  'hidden from the viewer': { ...hidden, act: activate('private') },
  'hidden by an edit': { ...hidden, act: edit },
  'hidden by a period': { ...hidden, moments: ['live'], ends: 'profile' },
  blocked: { ...hidden, act: decide('contact.block') },
  'no profile': { ...hidden, behind: ['terminal'], act: deactivate },
  'never a profile': { ...hidden, moments: ['before'], before: 'account', behind: ['terminal'] },
  'not registered': { ...gone, moments: ['before'], before: 'nobody' },
  suspended: { ...gone, act: ({ target }) => target.suspend() },
  erased: { ...gone, act: ({ target }) => target.erase() },
  unasked: { ...locked, moments: ['before'], asked: false },
  pending: { ...locked, moments: ['before'], asked: true },
  denied: { ...locked, act: deny },
  withdrawn: { ...locked, act: withdraw },
  expired: { ...locked, ends: 'grant' },
};

/** Whoever was not let in is told nothing of these; nobody is told anything of those. */
const LOCKED_MODES = ['away', 'driving'];
const HIDING_MODES = ['nobody', 'private'];

/** Behind the curtain: nobody who may not see is to notice. */
export const BEHIND: Readonly<Record<Behind, Act>> = {
  mode: async ({ target, tells }) => {
    const isLocked = tells === 'subject-to-authorisation';
    for (const mode of isLocked ? LOCKED_MODES : HIDING_MODES) await target.activate(mode);
  },
  terminal: async ({ target }) => {
    if (target.isConnected) await target.disconnect();
    else await target.connect();
  },
};

async function edit({ target, viewer, shown, end }: Hiding): Promise<void> {
  const profile = documentOf({ ...shown, state: 'unknown' }, { viewer, end });
  await target.does('availability', 'profile.upload', { profile, expectedVersion: target.version });
}

function deactivate({ target }: Hiding): Promise<unknown> {
  return target.does('access-monitor', 'profile.deactivate', { profile: 'home' });
}

/** A request, or else a grant: there is nothing else to deny. */
async function deny({ target, viewer, hasAsked }: Hiding): Promise<void> {
  if (!hasAsked) await target.does('availability', 'authorisation.grant', { viewer });
  await target.does('availability', 'authorisation.deny', { viewer });
}

/** Gives what is to be taken away, where it was not given before. */
async function withdraw({ target, viewer }: Hiding): Promise<void> {
  await target.does('availability', 'authorisation.grant', { viewer });
  await target.does('availability', 'authorisation.withdraw', { viewer });
}
