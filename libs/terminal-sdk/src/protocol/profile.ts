import type { Id, LocalTime } from './words.js';

/** A profile document: whom its owner wants to see, and what the owner's modes tell whom. */
export interface ProfileDocument {
  readonly profile: Id;
  readonly label: string;
  /** IANA name; local times of the document are in it. */
  readonly zone: string;
  readonly contacts: readonly Id[];
  readonly authorisation: 'open' | 'required';
  readonly defaultMode: Id;
  readonly modes: readonly ModeDocument[];
}

/** A mode of a profile. */
export interface ModeDocument {
  readonly mode: Id;
  /** Unique in the profile; lowest first. */
  readonly order: number;
  readonly availability: Availability;
  readonly audience: Audience;
  readonly notification: 'immediate' | 'deferred' | 'on-request' | 'silent';
  readonly transferTerminal?: Id;
  readonly rules?: readonly PeriodRule[];
}

/** Whether its owner can be reached; `number` is E.164. */
export type Availability =
  | { readonly state: 'available' | 'not-available' | 'unknown' }
  | { readonly state: 'transfer'; readonly number: string };

/** For whom a mode holds. The others are told `unknown`, or what the next mode says. */
export type Audience =
  | { readonly everyone: true }
  | { readonly only: readonly Id[]; readonly others?: 'next' }
  | { readonly except: readonly Id[] };

/** When a mode holds by itself: one occurrence, and how it recurs (an RFC 5545 RRULE). */
export interface PeriodRule {
  readonly start: LocalTime;
  readonly end: LocalTime;
  readonly recur?: string;
}
