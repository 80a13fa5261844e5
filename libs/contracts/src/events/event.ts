import type { EventRefusal } from '@liaison/domain';
import type { Json, JsonObject } from '../facts/envelope.js';

/** A message of EVENTS_IN, before anybody has looked at what it says. */
export interface EventMessage {
  /** The last tokens of its subject: `meeting.started`. */
  readonly type: string;
  readonly body: Uint8Array;
  /** Header names as sent, each with its values. */
  readonly headers: Iterable<readonly [string, readonly string[]]> | undefined;
  /** When the engine took it, milliseconds since the epoch. */
  readonly recordedMs: number;
}

/** A service's event: what any of the ways to write a CloudEvent comes to. */
export interface ServiceEvent {
  readonly id: string;
  readonly type: string;
  /** The user it is about. */
  readonly subject: string | undefined;
  /** The chain it belongs to, where the service names one that is fit. */
  readonly correlation: string | undefined;
  /** `data`, where it is JSON; undefined: there is none, or it is binary. */
  readonly data: Json | undefined;
  /** All members a copy carries: without `service`, `correlation` and `matched`, which are ours to say. */
  readonly members: JsonObject;
}

/** Why an event is refused, and where in it. */
export interface EventFault {
  readonly code: EventRefusal;
  /** JSON pointer into the event as structured JSON; `''`: the whole. */
  readonly field: string;
  readonly message: string;
}

/** What came of reading a message; `id`: the event's own, where it has one that could be read. */
export type ReadEvent =
  | { readonly event: ServiceEvent }
  | { readonly refused: EventFault; readonly id?: string };
