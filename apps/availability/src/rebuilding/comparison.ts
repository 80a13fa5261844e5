import { type Instant, type UserId, stateDocument } from '@liaison/domain';
import type { Row } from '@liaison/store';
import type { Entry } from '../projections/entry.js';
import {
  type StoredRows,
  headRow,
  isOfOtherVersion,
  uploadKey,
  uploadRow,
} from '../projections/row.js';
import { stateBody } from '../projections/state-body.js';
import type { Difference, Fault } from './parts.js';

/** STATE of one user as it lies there: `src` is the fact it was made at. */
export interface StoredStateOf {
  readonly src: number;
  readonly body: string;
  readonly writtenAt: Instant;
}

/** What lies there of a partition, read before its facts were folded. */
export interface StoredPartition {
  readonly partition: number;
  /** Up to here every row must be stored. */
  readonly checkpoint: number;
  readonly rows: ReadonlyMap<UserId, StoredRows>;
  readonly states: ReadonlyMap<UserId, StoredStateOf>;
}

/**
 * Compares what is stored with the fold while that goes on: each row byte for byte as the fold is at
 * the row's own sequence, and what STATE says at the later one of that and its own.
 */
export class Comparison {
  private readonly found = new Map<string, Difference>();
  /** Rows whose own fact was folded. */
  private readonly met = new Set<string>();
  private readonly metStates = new Set<UserId>();
  /** The last fact up to the checkpoint, by user. */
  private readonly due = new Map<UserId, number>();
  private readonly erased = new Set<UserId>();

  constructor(
    private readonly stored: StoredPartition,
    private readonly now: () => Instant,
  ) {}

  get differences(): readonly Difference[] {
    return [...this.found.values()];
  }

  /** A fact of the user was folded. */
  changed(entry: Entry): void {
    const { user, src } = entry;
    const rows = this.stored.rows.get(user);
    const state = this.stored.states.get(user);
    if (src <= this.stored.checkpoint) this.due.set(user, src);
    if (entry.erased) this.erased.add(user);
    this.compareNewUploads(entry, rows);
    if (rows?.head?.seq === src) this.compareRows(entry, rows, rows.head);
    if (src === laterOf(rows, state)) this.compareState(entry, state);
  }

  /** All facts are folded. */
  ended(): void {
    for (const [user, seq] of this.due) this.judgeDue(user, seq);
    for (const [user, rows] of this.stored.rows) {
      for (const row of [rows.head, ...rows.uploads.values()]) {
        if (row !== undefined && !this.met.has(row.key)) this.unmet(row.key, 'rows', user);
      }
    }
    for (const user of this.stored.states.keys()) {
      if (!this.metStates.has(user)) this.unmet(user, 'state', user);
    }
  }

  private compareNewUploads({ user, src, uploads, dirtyUploads }: Entry, rows?: StoredRows): void {
    for (const profile of dirtyUploads ?? []) {
      const upload = uploads.get(profile);
      const row = rows?.uploads.get(profile);
      if (upload?.sequence !== src || row?.seq !== src) continue;
      this.met.add(row.key);
      if (!same(row, uploadRow(user, profile, upload))) this.find(row.key, 'rows', otherwise(row));
    }
    dirtyUploads?.clear();
  }

  private compareRows(entry: Entry, rows: StoredRows, head: Row): void {
    const { user, uploads } = entry;
    this.met.add(user);
    if (!same(head, headRow(entry))) this.find(user, 'rows', otherwise(head));
    for (const [profile, { sequence }] of uploads) {
      const seq = rows.uploads.get(profile)?.seq;
      if (seq === undefined) this.find(uploadKey(user, profile), 'rows', 'missing');
      else if (seq < sequence) this.find(uploadKey(user, profile), 'rows', 'behind');
    }
    for (const [profile, { key, seq }] of rows.uploads) {
      if (!uploads.has(profile) && seq <= head.seq) this.find(key, 'rows', 'left-over');
    }
  }

  private compareState(entry: Entry, state: StoredStateOf | undefined): void {
    const { user, src, facts } = entry;
    if (state === undefined) {
      const told = facts.account.status !== 'absent';
      if (told && src <= this.stored.checkpoint) this.find(user, 'state', 'missing');
      return;
    }
    this.metStates.add(user);
    // What has ended since by itself is told anew by the fact that says so.
    const said = [state.writtenAt, this.now()].map((at) => stateBody(stateDocument(facts, at)));
    if (!said.includes(state.body)) this.find(user, 'state', 'differs');
  }

  private judgeDue(user: UserId, seq: number): void {
    const head = this.stored.rows.get(user)?.head;
    if (head === undefined) {
      if (!this.erased.has(user)) this.find(user, 'rows', 'missing');
    } else if (head.seq < seq) {
      this.find(user, 'rows', 'behind');
    }
  }

  private unmet(key: string, where: Difference['in'], user: UserId): void {
    const gone = this.erased.has(user) || !this.due.has(user);
    this.find(key, where, gone ? 'left-over' : 'differs');
  }

  /** What was found first is said. */
  private find(key: string, where: Difference['in'], fault: Fault): void {
    const name = `${where} ${key}`;
    if (this.found.has(name)) return;
    this.found.set(name, { partition: this.stored.partition, key, in: where, fault });
  }
}

/** Where both are folded; 0: neither lies there. */
const laterOf = (rows: StoredRows | undefined, state: StoredStateOf | undefined): number =>
  Math.max(rows?.head?.seq ?? 0, state?.src ?? 0);

/** How a row is other than the fold's. */
export const otherwise = (row: Row): Fault => (isOfOtherVersion(row) ? 'other-version' : 'differs');

/** Byte for byte, the sequence too. */
export const same = (one: Row, other: Row): boolean =>
  one.seq === other.seq && Buffer.compare(one.state, other.state) === 0;
