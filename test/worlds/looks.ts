import type { Random } from '../model/random.js';
import type { Viewer } from './viewer.js';
import { SWITCHBOARD } from './world.js';

/** One more than may be asked about in a minute. */
const STRANGERS = 31;

/** Whom a viewer asks about, and when. */
export interface Asked {
  readonly target: string;
  readonly instant: string;
}

type Look = (viewer: Viewer, asked: Asked) => Promise<void>;

const about =
  (method: string, more: object = {}): Look =>
  (viewer, { target }) =>
    viewer.asks(method, { user: target, ...more });
const plain =
  (method: string, params: object = {}): Look =>
  (viewer) =>
    viewer.asks(method, params);
const past =
  (past: string): Look =>
  (viewer, { target, instant }) =>
    viewer.asks('explain', { viewer: target, at: instant, past });

/** All that a terminal can ask which could depend on somebody else. */
const LOOKS: Readonly<Record<string, Look>> = {
  get: about('connectability.get'),
  'get of nobody': plain('connectability.get', { user: 'nobody' }),
  'get of no id': plain('connectability.get', { user: 'no id' }),
  ask: about('authorisation.ask'),
  retract: about('authorisation.retract'),
  grant: about('authorisation.grant'),
  deny: about('authorisation.deny'),
  withdraw: about('authorisation.withdraw'),
  'consents listed': plain('authorisation.list'),
  block: about('contact.block'),
  unblock: about('contact.unblock'),
  explain: plain('explain'),
  'explain as target': (viewer, { target }) => viewer.asks('explain', { viewer: target }),
  'explain true': past('true'),
  'explain held': past('held'),
  'explain shown': past('shown'),
  preview: (viewer, { target }) => viewer.asks('profile.preview', previewOf(target)),
  services: plain('service.list'),
  events: plain('event.list'),
  activate: plain('service.activate', { service: SWITCHBOARD }),
  'call of no service': plain('service.call', { service: 'none', operation: 'x', payload: {} }),
  'mode there is not': plain('mode.activate', { mode: 'none' }),
  terminals: plain('terminal.list'),
  profiles: plain('profile.list'),
  profile: plain('profile.get', { profile: 'own' }),
  notifications: plain('notification.fetch'),
};

/** These are dear: a few pairs do them. */
const SELDOM: Readonly<Record<string, Look>> = {
  'call about target': async (viewer, { target }) => {
    await viewer.asks('service.activate', { service: SWITCHBOARD });
    const call = { service: SWITCHBOARD, operation: 'where', payload: { user: target } };
    await viewer.asks('service.call', call);
  },
  'strangers without end': async (viewer, { target }) => {
    await viewer.asks('connectability.get', { user: target });
    for (let n = 0; n < STRANGERS; n++) {
      await viewer.asks('connectability.get', { user: `${target}-${n}` });
    }
  },
};
const SELDOM_PERCENT = 12;
const LOOKS_MIN = 3;
const LOOKS_MORE = 4;

/** All there is to do. */
export const LOOK_NAMES: readonly string[] = [...Object.keys(LOOKS), ...Object.keys(SELDOM)];

/** Names of what a viewer does, in order. */
export function looksOf(random: Random): readonly string[] {
  const count = LOOKS_MIN + random.below(LOOKS_MORE);
  const names = Array.from({ length: count }, () => random.pick(Object.keys(LOOKS)));
  if (random.chance(SELDOM_PERCENT)) names.push(random.pick(Object.keys(SELDOM)));
  return names;
}

/** Does one after the other. */
export async function look(viewer: Viewer, names: readonly string[], asked: Asked): Promise<void> {
  for (const name of names) await (LOOKS[name] ?? SELDOM[name])?.(viewer, asked);
}

function previewOf(target: string): object {
  const office = {
    mode: 'office',
    order: 1,
    availability: { state: 'available' },
    audience: { except: [target] },
    notification: 'immediate',
  };
  const draft = { profile: 'draft', label: 'Draft', zone: 'UTC', authorisation: 'open' };
  const contacts = [target, 'nobody'];
  return { profile: { ...draft, contacts, defaultMode: 'office', modes: [office] }, days: 1 };
}
