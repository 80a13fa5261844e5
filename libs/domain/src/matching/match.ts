import { RECEIVERS_MAX } from '../limits.js';
import type { EventRefusal } from '../matched/facts.js';
import type { Emitted, ServiceId } from '../registry/declaration.js';
import type { Registry } from '../registry/state.js';
import { isActivated } from '../selection/open.js';
import type { Selection } from '../selection/state.js';
import type { UserId } from '../words.js';

/** What of an event decides whom it reaches. */
export interface EmittedEvent {
  readonly sender: ServiceId;
  readonly type: string;
  /** The user it says it is about. */
  readonly subject: UserId | undefined;
}

/** The declarations, activations and grants in force. */
export interface InForce {
  /** Absent for one that was never registered. */
  registry(service: ServiceId): Registry;
  /** Services that want the type of this sender, sorted, without the sender. */
  wanting(type: string, sender: ServiceId): readonly ServiceId[];
  selection(user: UserId): Selection;
  /** Registered, and neither suspended nor erased. */
  isActing(user: UserId): boolean;
}

/** A service that wants an event and may have it. */
export interface Match {
  readonly service: ServiceId;
  readonly declaration: number;
}

/** Whom an event reaches, by service; or why it is refused, and which attribute is at fault. */
export type Matching =
  | { readonly receivers: readonly Match[]; readonly emitted: Emitted }
  | { readonly refused: EventRefusal; readonly field: string };

/**
 * Whom an event reaches (4.11). One about a user goes to services that are activated for them or
 * granted all users, and its sender must be one too: a missing subject, an id nobody has and a user
 * who has not activated the sender are refused alike.
 */
export function matchEvent(event: EmittedEvent, inForce: InForce): Matching {
  const { sender, type, subject } = event;
  const own = inForce.registry(sender);
  if (own.status !== 'registered') return { refused: 'unknown-service', field: '/source' };
  const emitted = own.declaration?.emits.find((one) => one.type === type);
  if (emitted === undefined) return { refused: 'unknown-event', field: '/type' };
  if (emitted.about === 'nobody') {
    return subject === undefined
      ? reached(inForce.wanting(type, sender), emitted, inForce)
      : { refused: 'malformed', field: '/subject' };
  }
  if (subject === undefined || !inForce.isActing(subject) || !mayHear(sender, subject, inForce)) {
    return { refused: 'unknown-user', field: '/subject' };
  }
  const hearing = inForce.wanting(type, sender).filter((one) => mayHear(one, subject, inForce));
  return reached(hearing, emitted, inForce);
}

/** Whether a service may speak and hear of this user. */
function mayHear(service: ServiceId, user: UserId, inForce: InForce): boolean {
  const registry = inForce.registry(service);
  return (
    registry.grants.includes('all-users') || isActivated(inForce.selection(user), service, registry)
  );
}

function reached(services: readonly ServiceId[], emitted: Emitted, inForce: InForce): Matching {
  if (services.length > RECEIVERS_MAX) return { refused: 'too-large', field: '/type' };
  const receivers = services.map((service) => ({
    service,
    declaration: inForce.registry(service).declaration?.version ?? 0,
  }));
  return { receivers, emitted };
}
