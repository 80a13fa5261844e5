import type { CredentialId, Instant, TerminalId } from '../words.js';

export type TerminalKind = 'phone' | 'softphone' | 'browser';
export type CredentialKind = 'password' | 'refresh-family' | 'key';

/** What auth records of one user's account (`account.<user>`). */
export type AccountFact =
  | { readonly type: 'UserRegistered'; readonly login: string; readonly displayName: string }
  | { readonly type: 'UserSuspended'; readonly cause: string; readonly note?: string }
  | { readonly type: 'UserReinstated'; readonly cause: string; readonly note?: string }
  | { readonly type: 'UserErased'; readonly by: 'self' | 'operator' }
  | { readonly type: 'UserErasureCompleted'; readonly stores: readonly string[] }
  | {
      readonly type: 'TerminalEnrolled';
      readonly terminal: TerminalId;
      readonly kind: TerminalKind;
      readonly label: string;
      /** E.164 */
      readonly number?: string;
    }
  | { readonly type: 'TerminalRemoved'; readonly terminal: TerminalId; readonly cause: string }
  | {
      readonly type: 'CredentialIssued';
      readonly credential: CredentialId;
      readonly kind: CredentialKind;
      readonly replaces?: CredentialId;
      readonly expiresAt?: Instant;
    }
  | {
      readonly type: 'CredentialRevoked';
      readonly credential: CredentialId;
      readonly cause: string;
    };
