import type {
  Account,
  Consent,
  FactId,
  Instant,
  ProfileId,
  Profiles,
  TerminalId,
  TerminalState,
  UserFacts,
  UserId,
} from '@liaison/domain';
import { initialAccount, initialProfiles } from '@liaison/domain';
import type { KeptFact } from './kept-fact.js';
import { PendingAsks } from './pending-asks.js';

/** `UserFacts` that one partition owns and folds in place. */
export interface OwnedFacts extends UserFacts {
  account: Account;
  profiles: Profiles;
  readonly terminals: Record<TerminalId, TerminalState>;
  readonly consents: Record<UserId, Consent>;
  poisoned?: true;
}

/** The upload of one profile, as its row keeps it. */
export interface Upload {
  readonly sequence: number;
  readonly fact: KeptFact;
}

/** STATE as stored: its body without `src`, and its sequence there. */
export interface StoredState {
  readonly body: string;
  readonly sequence: number;
}

/** One user in the memory of the partition's owner. */
export class Entry {
  facts: OwnedFacts = factsOf(initialAccount);
  /** FACTS sequence of the last folded fact; 0: none. */
  src = 0;
  erased = false;
  /** The last fact of the account and of the profiles, whose boxes hold the heads. */
  account: KeptFact | undefined;
  profile: KeptFact | undefined;
  readonly uploads = new Map<ProfileId, Upload>();
  /** Grants that end by time: the fact that gave each, by viewer. */
  readonly grantIds = new Map<UserId, FactId>();
  /** When the user was registered; unknown in rows of an older version of this program. */
  registeredAt: Instant | undefined;
  /** See `SelfDocument.contactsRevision`. */
  contactsRevision = 0;
  /** Selected for incoming calls (C11.6); it may have been removed since. */
  callTerminal: TerminalId | undefined;

  /** What lies in STATE; undefined: nothing yet. */
  stored: StoredState | undefined;
  /** Lowest sequence whose effect on STATE is not acknowledged; 0: none. */
  stateFrom = 0;
  /** A write to STATE is in flight. */
  busy = false;
  /**
   * The first fact after a load is written to STATE even if nothing in it is new: a former owner's
   * write may be under way for this fact or one before it, and must fail its expectation.
   */
  fence = true;

  /** A row of it lies in the store, as far as is known. */
  hasRow = false;
  /** Profiles whose upload's row is to be stored or, of a deleted one, to go. */
  dirtyUploads: Set<ProfileId> | undefined;
  /** Of somebody erased: which profiles may have rows. */
  uploaded: ReadonlySet<ProfileId> = new Set();
  /** Its rows were taken out of the store for good. */
  wiped = false;

  /** How many states SELF has had under this owner, and a digest of the last. */
  selfCount = 0;
  selfDigest = '';
  /** Some terminal was connected when SELF was last looked at. */
  listened = false;
  /** The boundary that a timer was last set for. */
  boundary: Instant | undefined;
  requests = new PendingAsks();

  constructor(readonly user: UserId) {}

  /** Who awaits a decision. */
  pendingAt(instant: Instant): readonly UserId[] {
    const { registeredAt } = this;
    return this.requests.awaiting(this.facts.consents, { instant, registeredAt });
  }

  /** Nothing of an erased user is kept but the id. */
  erase(): void {
    if (this.erased) return;
    this.erased = true;
    this.uploaded = new Set([...this.uploads.keys(), ...(this.dirtyUploads ?? [])]);
    this.dirtyUploads = new Set(this.uploads.keys());
    this.uploads.clear();
    this.grantIds.clear();
    this.account = undefined;
    this.profile = undefined;
    this.callTerminal = undefined;
    this.requests = new PendingAsks();
    this.facts = factsOf({ ...initialAccount, status: 'erased' });
  }
}

function factsOf(account: Account): OwnedFacts {
  return { account, profiles: initialProfiles, terminals: {}, consents: {} };
}
