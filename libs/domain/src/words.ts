/** Ids are opaque: `[A-Za-z0-9][A-Za-z0-9_-]{0,63}`; of users and terminals at most 24 characters. */
export type UserId = string;
export type TerminalId = string;
export type ProfileId = string;
export type ModeId = string;
export type ConnectionId = string;
export type GatewayId = string;
export type CredentialId = string;
export type FactId = string;

/** RFC 3339, UTC, milliseconds, 24 characters (`2026-01-05T08:00:00.000Z`): compares as text. */
export type Instant = string;

/** What a fact's envelope says of it and a fold needs. */
export interface Stamp {
  readonly id: FactId;
  /** When it was decided. */
  readonly time: Instant;
  /** 1, 2, 3… inside the aggregate. */
  readonly revision: number;
}

/** One fault of a document or a command, and where it is. */
export interface Fault {
  /** JSON pointer (RFC 6901) into what was sent; `''` is the whole. */
  readonly field: string;
  readonly message: string;
}

/** The refusals the domain can give; `libs/contracts` holds what to do about each. */
export type DomainRefusal =
  | 'already-registered'
  | 'not-registered'
  | 'suspended'
  | 'not-suspended'
  | 'erased'
  | 'not-erased'
  | 'unknown-terminal'
  | 'too-many-terminals'
  | 'unknown-credential'
  | 'too-many-credentials'
  | 'not-connected'
  | 'superseded'
  | 'unknown-profile'
  | 'unknown-mode'
  | 'no-active-profile'
  | 'invalid-profile'
  | 'version-conflict'
  | 'too-many-profiles'
  | 'in-use'
  | 'until-past'
  | 'unavailable'
  | 'yourself'
  | 'too-many-consents'
  | 'no-grant'
  | 'no-request'
  | 'unknown-service'
  | 'retired'
  | 'invalid-declaration'
  | 'too-many-connections'
  | 'too-many-grants'
  | 'unknown-identity'
  | 'too-many-identities'
  | 'malformed'
  | 'unknown-event'
  | 'too-many-services'
  | 'too-many-interests'
  | 'too-large'
  | 'unknown-notification'
  | 'not-parked'
  | 'settled';

/**
 * What a command comes to: one fact, nothing (it holds already), or a refusal. Never an exception.
 */
export type Decision<F> =
  | { readonly fact: F }
  | { readonly unchanged: true }
  | {
      readonly refused: DomainRefusal;
      readonly field?: string;
      readonly faults?: readonly Fault[];
    };
