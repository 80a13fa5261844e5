import type { ModeId, ProfileId, TerminalId, UserId } from '../words.js';

/** To whom a mode applies. `next: true` is `others: "next"` in the document. */
export type Audience =
  | { readonly everyone: true }
  | { readonly only: readonly UserId[]; readonly others?: 'next' }
  | { readonly except: readonly UserId[] };

/** A transfer without a number has no spelling. Numbers are E.164. */
export type Availability =
  | { readonly state: 'available' }
  | { readonly state: 'not-available' }
  | { readonly state: 'transfer'; readonly number: string }
  | { readonly state: 'unknown' };

export type AvailabilityState = Availability['state'];
export type NotificationMode = 'immediate' | 'deferred' | 'on-request' | 'silent';

/** Local times to the minute in the profile's zone; `recur` is an RFC 5545 RRULE. */
export interface AvailabilityRule {
  readonly start: string;
  readonly end: string;
  readonly recur?: string;
}

export interface AvailabilityMode {
  readonly mode: ModeId;
  /** Unique in the profile; lowest first. */
  readonly order: number;
  readonly availability: Availability;
  readonly transferTerminal?: TerminalId;
  readonly audience: Audience;
  readonly notification: NotificationMode;
  readonly rules?: readonly AvailabilityRule[];
}

/** What a user uploads (the protocol's section on the profile document). */
export interface ProfileDocument {
  readonly profile: ProfileId;
  readonly label: string;
  /** IANA zone name. */
  readonly zone: string;
  readonly contacts: readonly UserId[];
  readonly authorisation: 'open' | 'required';
  readonly defaultMode: ModeId;
  readonly modes: readonly AvailabilityMode[];
}
