import type { ServiceId } from '../registry/declaration.js';
import type { Registry } from '../registry/state.js';
import { isActivated } from '../selection/open.js';
import type { Selection } from '../selection/state.js';
import type { UserId } from '../words.js';

/** One event of a service, as users select it. */
interface EventOf {
  readonly sender: ServiceId;
  readonly type: string;
}

/** Who selected which event, over all users: an event looks at those alone that want it. */
export class Interests {
  private readonly byEvent = new Map<string, Set<UserId>>();
  private readonly keysOf = new Map<UserId, readonly string[]>();

  /** Takes what a user is interested in from now on. */
  set(user: UserId, { interests }: Selection): void {
    for (const key of this.keysOf.get(user) ?? []) this.drop(key, user);
    const keys = interests.map(({ service, type }) => keyOf({ sender: service, type }));
    for (const key of keys) this.add(key, user);
    if (keys.length === 0) this.keysOf.delete(user);
    else this.keysOf.set(user, keys);
  }

  /** Users who selected this event. */
  of(event: EventOf): ReadonlySet<UserId> {
    return this.byEvent.get(keyOf(event)) ?? NOBODY;
  }

  private add(key: string, user: UserId): void {
    const users = this.byEvent.get(key);
    if (users === undefined) this.byEvent.set(key, new Set([user]));
    else users.add(user);
  }

  private drop(key: string, user: UserId): void {
    const users = this.byEvent.get(key);
    users?.delete(user);
    if (users?.size === 0) this.byEvent.delete(key);
  }
}

/** Does this user's own interest deliver the event: selected, and its sender still activated (4.11)? */
export function isInterested(
  { sender, type }: EventOf,
  selection: Selection,
  registry: Registry,
): boolean {
  if (!isActivated(selection, sender, registry)) return false;
  return selection.interests.some((one) => one.service === sender && one.type === type);
}

const NOBODY: ReadonlySet<UserId> = new Set();
/** No id holds a space. */
const keyOf = ({ sender, type }: EventOf): string => `${sender} ${type}`;
