import type { Connectability, UserId } from '@liaison/domain';
import type { Outcome } from '../events/matched-batch.js';

/** What a reader of the living system sees pass, one JSON line each. */
export type MonitorEvent = FactSeen | ServiceEventSeen | ConnectabilitySeen;

export interface FactSeen {
  readonly event: 'fact';
  /** Recorded time. */
  readonly at: string;
  /** `profile.activated` */
  readonly type: string;
  /** `profile.alice` */
  readonly subject: string;
  readonly actor: string;
  /** Why a terminal or a service was disconnected: `closed`, `lost`, `kicked`, `expired`. */
  readonly cause?: string;
}

/** An event of a service, once it is matched. */
export interface ServiceEventSeen {
  readonly event: 'service-event';
  /** When the engine took it. */
  readonly at: string;
  /** Who sent it. */
  readonly service: string;
  readonly type: string;
  /** The user it is about. */
  readonly user?: string;
  readonly outcome: Outcome;
  /** Services that were notified. */
  readonly notified: readonly string[];
  /** The chain it belongs to, which its notifications carry on. */
  readonly correlation?: string;
  /** What was seen before in this chain, the oldest first: `calendar meeting-started`. */
  readonly after: readonly string[];
}

export interface ConnectabilitySeen {
  readonly event: 'connectability';
  readonly at: string;
  readonly viewer: UserId;
  readonly user: UserId;
  readonly state: Connectability;
}
