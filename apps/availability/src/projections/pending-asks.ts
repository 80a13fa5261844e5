import {
  type Consent,
  type PendingContext,
  REQUESTS_KEPT_MAX,
  type UserId,
  isStanding,
  pendingRequests,
} from '@liaison/domain';

type Consents = Record<UserId, Consent>;

/**
 * Requests for authorisation among a user's consents: how many nobody has decided, so that strangers
 * cannot make a row grow without end, and who awaits a decision, looked for only when that is told.
 */
export class PendingAsks {
  private undecided = 0;
  private pending: readonly UserId[] | undefined = [];

  /** Puts a consent down as a fact left it; a request past the limit stays in the log alone. */
  put(consents: Consents, viewer: UserId, head: Consent): void {
    const before = Object.hasOwn(consents, viewer) ? consents[viewer] : undefined;
    const isNew = isUndecided(head) && !isUndecided(before);
    if (isNew && this.undecided >= REQUESTS_KEPT_MAX) return;
    this.undecided += Number(isUndecided(head)) - Number(isUndecided(before));
    if (Object.keys(head).length === 0) delete consents[viewer];
    else consents[viewer] = head;
    this.pending = undefined;
  }

  /** As after a `put` of each: they come from a row. */
  restore(consents: Consents): void {
    this.undecided = Object.values(consents).filter(isUndecided).length;
    this.pending = undefined;
  }

  /** Who awaits a decision, oldest request first. */
  awaiting(consents: Consents, context: PendingContext): readonly UserId[] {
    return (this.pending ??= pendingRequests(consents, context));
  }
}

function isUndecided(consent: Consent | undefined): boolean {
  return consent?.ask !== undefined && !isStanding(consent);
}
