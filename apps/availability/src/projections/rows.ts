import { AS_OF_EVER, type Row, type RowStore } from '@liaison/store';
import type { ProfileId, UserId } from '@liaison/domain';
import type { Entry } from './entry.js';
import { erasedRow, headRow, uploadKey, uploadRow } from './row.js';
import { FORMER_VERSIONS, ROWS, ROW_SETS, otherSet, setsOf } from './row-sets.js';

/** Users whose rows are made and stored at once: some 3 ms in which nothing is pushed. */
const USERS_AT_ONCE = 32;

/** What is being stored of one user. */
interface Taken {
  readonly entry: Entry;
  /** Whose uploads changed. */
  readonly profiles: readonly ProfileId[];
  readonly uploads: readonly Row[];
  readonly head: Row;
  /** Uploads whose rows are to go. */
  readonly gone: readonly ProfileId[];
}

/**
 * Writes behind what the folds changed: each user's row, and a row for each upload, since sixteen
 * documents do not fit into one message of the engine. Rows are pure folds of the log, so a stored
 * one that is newer than ours is right, and stays.
 */
export class Rows {
  /** The set of rows that is stored into: known once the checkpoint is. */
  set: string = ROWS;
  private readonly dirty = new Set<Entry>();
  /** What is being stored just now. */
  private underWay: readonly Taken[] = [];
  private saving: Promise<void> | undefined;

  constructor(
    private readonly store: RowStore,
    private readonly partition: number,
  ) {}

  /** How many users' rows are to be stored: each once, however often it changed. */
  get waiting(): number {
    return this.dirty.size + this.underWay.filter(({ entry }) => !this.dirty.has(entry)).length;
  }

  changed(entry: Entry): void {
    this.dirty.add(entry);
  }

  /** Stores what is dirty now; what changes meanwhile is for the next time. */
  save(): Promise<void> {
    return (this.saving ??= this.saveAll().finally(() => (this.saving = undefined)));
  }

  /**
   * Takes every row of an erased user out of the store, out of a set too that is being built beside
   * ours, and out of those of former versions; resolves when they are gone.
   */
  async erase(entry: Entry): Promise<void> {
    entry.wiped = true;
    await this.saving?.catch(() => undefined);
    for (const set of [...ROW_SETS, ...FORMER_VERSIONS.flatMap(setsOf)]) {
      for (const profile of entry.uploaded) {
        await this.store.erase(set, this.partition, uploadKey(entry.user, profile), AS_OF_EVER);
      }
      await this.store.erase(set, this.partition, entry.user, AS_OF_EVER);
    }
    entry.dirtyUploads = undefined;
  }

  /**
   * An erased user's rows in a set that is being built beside ours say so, as of a fact: what whoever
   * builds it has folded before and not yet stored is older, and the store leaves it out.
   */
  async shut({ user, uploaded }: Entry, seq: number): Promise<void> {
    const keys = [user, ...[...uploaded].map((profile) => uploadKey(user, profile))];
    const rows = keys.map((key) => erasedRow(key, seq));
    await this.store.save(otherSet(this.set), this.partition, rows);
  }

  private async saveAll(): Promise<void> {
    const dirty = [...this.dirty];
    for (let from = 0; from < dirty.length; from += USERS_AT_ONCE) {
      const users = dirty.slice(from, from + USERS_AT_ONCE);
      for (const entry of users) this.dirty.delete(entry);
      this.underWay = users.filter((entry) => !entry.wiped).map(take);
      try {
        await this.saveSome(this.underWay);
      } catch (error) {
        for (const one of this.underWay) this.putBack(one);
        throw error;
      } finally {
        this.underWay = [];
      }
    }
  }

  /** In an order in which a stored row never names an upload that is not stored. */
  private async saveSome(taken: readonly Taken[]): Promise<void> {
    const uploads = taken.flatMap((one) => one.uploads.map((row) => madeBy(one, row)));
    if (uploads.length > 0) await this.store.save(this.set, this.partition, uploads);
    const heads = taken.map((one) => madeBy(one, one.head));
    await this.store.save(this.set, this.partition, heads);
    for (const { entry, gone, head } of taken) {
      entry.hasRow = true;
      for (const profile of gone) await this.eraseUpload(entry.user, profile, head.seq);
    }
  }

  private putBack({ entry, profiles }: Taken): void {
    this.dirty.add(entry);
    for (const profile of profiles) (entry.dirtyUploads ??= new Set()).add(profile);
  }

  /** As of a fact: the next owner may have stored an upload that came after it. */
  private eraseUpload(user: UserId, profile: ProfileId, upTo: number): Promise<void> {
    return this.store.erase(this.set, this.partition, uploadKey(user, profile), upTo);
  }
}

const madeBy = ({ entry }: Taken, row: Row): Row => (entry.hasRow ? row : { ...row, isNew: true });

function take(entry: Entry): Taken {
  const profiles = [...(entry.dirtyUploads ?? [])];
  entry.dirtyUploads = undefined;
  const uploads: Row[] = [];
  const gone: ProfileId[] = [];
  for (const profile of profiles) {
    const upload = entry.uploads.get(profile);
    if (upload === undefined) gone.push(profile);
    else uploads.push(uploadRow(entry.user, profile, upload));
  }
  return { entry, profiles, uploads, gone, head: headRow(entry) };
}
