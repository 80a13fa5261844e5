import type {
  Connectability,
  ConnectionId,
  CredentialId,
  GatewayId,
  NetworkKind,
  NotificationMode,
  ProfileId,
  TerminalId,
  TerminalKind,
  Until,
  UserId,
} from '@liaison/domain';

/** Request on `liaison.self.get.<p>.<user>`. */
export interface SelfRequest {
  /** Answer only once facts up to this FACTS sequence are folded (read-your-writes). */
  readonly atLeast?: number;
}

/**
 * What a user's own terminals need; announced on `liaison.self.<p>.<user>` at every change, never
 * stored. `status: 'gone'`: not registered, suspended or erased; then the lists are empty.
 */
export interface SelfDocument {
  readonly user: UserId;
  readonly status: 'registered' | 'gone';
  /** FACTS sequence of the user's last folded fact. */
  readonly src: number;
  /** Owner incarnation (replica id and when it took the partition): a change means ask again. */
  readonly owner: string;
  /** 1, 2, 3… within `owner`: a gap means ask again. */
  readonly n: number;
  /** Revision of the profile fact that last changed the contact list: a change means a new snapshot. */
  readonly contactsRevision: number;
  readonly contacts: readonly UserId[];
  readonly terminals: readonly SelfTerminal[];
  /** Logins that stand: of any other one's token nothing is taken any more (C8.2). */
  readonly families: readonly CredentialId[];
  readonly profiles: readonly {
    readonly profile: ProfileId;
    readonly label: string;
    readonly version: number;
    readonly active: boolean;
  }[];
  readonly active?: {
    readonly profile: ProfileId;
    readonly version: number;
    /** The active mode (first candidate), and how long the manual activation holds if it is one. */
    readonly mode: string;
    readonly until?: Until;
    /** How events reach the user while the mode is active; absent: at once. */
    readonly notification?: NotificationMode;
  };
  /** The terminal selected for incoming calls (C11.6); absent: none in particular. */
  readonly callTarget?: TerminalId;
  /** Line 2 of the rule. */
  readonly state: Connectability;
  /** Who asked for authorisation, oldest first. */
  readonly pending: readonly UserId[];
}

export interface SelfTerminal {
  readonly terminal: TerminalId;
  readonly kind: TerminalKind;
  readonly label: string;
  /** Absent: not connected. */
  readonly connection?: ConnectionId;
  readonly gateway?: GatewayId;
  readonly network?: NetworkKind;
}
