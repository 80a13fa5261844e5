import type { Clock } from '@liaison/contracts';
import type { FactId, Instant, Profiles, UserId } from '@liaison/domain';
import { type Due, DueHeap } from './due-heap.js';
import type { Entry } from './entry.js';

/** Timers are never set further ahead: a clock that is set right again is noticed. */
const TIMER_MAX_MS = 30_000;
/** Facts of ours under way at once. */
const IN_FLIGHT_MAX = 64;
/** What was put down and does not hold any more may be as many as what does, and this many more. */
const STALE_MAX = 1_000;
/** After one could not be written. */
const RETRY_MS = 1_000;

/**
 * What the owner of a partition writes when an instant has come. True: by this call. False: there was
 * nothing to write, or it could not be written.
 */
export interface Triggers {
  /** `held`: the user's profiles as the owner has folded them, so that no document is read. */
  changePeriods(user: UserId, at: Instant, held: Profiles): Promise<boolean>;
  expireGrant(owner: UserId, viewer: UserId, grant: FactId): Promise<boolean>;
}

export interface BoundariesParts {
  readonly clock: Clock;
  readonly triggers: Triggers;
  stillMine(): boolean;
  /** A fact of ours was stored. */
  written(): void;
  /** A fact could not be written; it is tried again while the partition is ours. */
  failed(user: UserId, error: unknown): void;
}

interface Boundary extends Due {
  readonly entry: Entry;
  /** The instant as the fact will say it; `at` is later when it is tried again. */
  readonly instant: Instant;
  /** Absent: of the user's periods; else the end of this viewer's grant. */
  readonly viewer?: UserId;
}

/**
 * The next boundary of every user of a partition. When one comes, or is overdue at the take-over,
 * its fact is appended; the fold of that fact says what comes next.
 */
export class Boundaries {
  private readonly heap = new DueHeap<Boundary>();
  private timer: NodeJS.Timeout | undefined;
  /** Asked for and not folded yet: by whose it is, so that it is asked for once. */
  private readonly asked = new Map<string, Instant>();
  private inFlight = 0;
  private open = false;
  private thinAt = STALE_MAX;

  constructor(private readonly parts: BoundariesParts) {}

  /** Looks at what a fold left: of the periods, and of one viewer's grant if it was about that. */
  watch(entry: Entry, viewer?: UserId): void {
    const instant = entry.facts.profiles.nextBoundary;
    if (instant !== entry.boundary) {
      entry.boundary = instant;
      this.asked.delete(nameOf(entry));
      if (instant !== undefined) this.add({ at: instant, instant, entry });
    }
    if (viewer === undefined) return;
    this.asked.delete(nameOf(entry, viewer));
    const end = endOfGrant(entry, viewer);
    if (end !== undefined) this.add({ at: end, instant: end, entry, viewer });
  }

  /** As `watch`, of all there is: after a load. */
  watchAll(entry: Entry): void {
    this.watch(entry);
    for (const viewer of entry.grantIds.keys()) this.watch(entry, viewer);
  }

  /** From the live position on; what is overdue is written at once. */
  start(): void {
    this.open = true;
    this.set();
  }

  stop(): void {
    this.open = false;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private add(boundary: Boundary): void {
    this.heap.push(boundary);
    if (this.heap.size > this.thinAt) this.thin();
    if (this.heap.first() === boundary) this.set();
  }

  /** Who moves a boundary often leaves the old ones behind: each is kept once, if it holds. */
  private thin(): void {
    const seen = new Set<string>();
    this.heap.keep((boundary) => {
      const name = nameOf(boundary.entry, boundary.viewer);
      if (seen.has(name) || !holds(boundary)) return false;
      seen.add(name);
      return true;
    });
    this.thinAt = 2 * this.heap.size + STALE_MAX;
  }

  private set(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const next = this.heap.first();
    if (!this.open || next === undefined || this.inFlight >= IN_FLIGHT_MAX) return;
    const waitMs = Date.parse(next.at) - this.parts.clock.ms();
    this.timer = setTimeout(() => this.turn(), Math.min(Math.max(waitMs, 0), TIMER_MAX_MS));
  }

  private turn(): void {
    const now = this.parts.clock.now();
    while (this.inFlight < IN_FLIGHT_MAX) {
      const next = this.heap.first();
      if (next === undefined || next.at > now) break;
      this.heap.pop();
      if (holds(next) && !this.isAsked(next)) void this.write(next);
    }
    this.set();
  }

  /** Never rejects. */
  private async write(boundary: Boundary): Promise<void> {
    const name = nameOf(boundary.entry, boundary.viewer);
    this.inFlight++;
    this.asked.set(name, boundary.instant);
    try {
      if (!this.parts.stillMine()) return;
      if (await this.append(boundary)) this.parts.written();
      // Somebody else's fact may have settled it, and is folded by then; or a clock was set back.
      else this.again(boundary);
    } catch (error) {
      this.parts.failed(boundary.entry.user, error);
      this.again(boundary);
    } finally {
      this.inFlight--;
      this.set();
    }
  }

  private append({ entry, instant, viewer }: Boundary): Promise<boolean> {
    const { triggers } = this.parts;
    if (viewer === undefined) {
      return triggers.changePeriods(entry.user, instant, entry.facts.profiles);
    }
    const grant = entry.grantIds.get(viewer);
    if (grant === undefined) return Promise.resolve(false);
    return triggers.expireGrant(entry.user, viewer, grant);
  }

  private isAsked({ entry, viewer, instant }: Boundary): boolean {
    return this.asked.get(nameOf(entry, viewer)) === instant;
  }

  private again(boundary: Boundary): void {
    this.asked.delete(nameOf(boundary.entry, boundary.viewer));
    const at = new Date(this.parts.clock.ms() + RETRY_MS).toISOString();
    this.add({ ...boundary, at });
  }
}

/** Of a user's periods, or of one viewer's grant. */
const nameOf = ({ user }: Entry, viewer = ''): string => `${user} ${viewer}`;

function endOfGrant(entry: Entry, viewer: UserId): Instant | undefined {
  const { consents } = entry.facts;
  return Object.hasOwn(consents, viewer) ? consents[viewer]?.grant?.expiresAt : undefined;
}

/** Nothing has moved or written the boundary since it was put down. */
function holds({ entry, instant, viewer }: Boundary): boolean {
  if (viewer === undefined) return entry.facts.profiles.nextBoundary === instant;
  return endOfGrant(entry, viewer) === instant;
}
