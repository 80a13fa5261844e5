import type { ServiceId } from '../registry/declaration.js';

/** Why an event that was taken in is refused: names of the catalogue of refusals. */
export const EVENT_REFUSALS = [
  'malformed',
  'unknown-service',
  'unknown-event',
  'invalid-payload',
  'unknown-user',
  'clock-ahead',
  'too-large',
] as const;
export type EventRefusal = (typeof EVENT_REFUSALS)[number];

/**
 * What became of an event: `matched` somebody, `unmatched` nobody, `repeated` (its id was matched
 * before), or refused.
 */
export type EventOutcome = 'matched' | 'unmatched' | 'repeated' | `refused:${EventRefusal}`;

/** One service that gets a copy. */
export interface Receiver {
  readonly service: ServiceId;
  /** The version of the declaration that wanted it. */
  readonly declaration: number;
  /** The copy's id. */
  readonly copy: string;
}

/** One event and what became of it. */
export interface MatchedEvent {
  /** The event's own id: 1 to 128 characters of ASCII, none a control character. */
  readonly event: string;
  readonly outcome: EventOutcome;
  /** By service, sorted. */
  readonly receivers: readonly Receiver[];
  /** Users notified, and users whose mode silenced it. */
  readonly users: number;
  readonly silenced: number;
}

/** What notification records of one sender's events (`matched.<svc>`), before any copy. */
export interface MatchedFact {
  readonly type: 'EventsMatched';
  /** 1 to 256 consecutive ones, in order. */
  readonly events: readonly MatchedEvent[];
  /** EVENTS_IN sequence of the last of them. */
  readonly lastSequence: number;
  /** How far REGISTRY and FACTS had been folded. */
  readonly registrySeq: number;
  readonly factsSeq: number;
}
