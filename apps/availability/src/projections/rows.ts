import type { RowStore, Row } from '@liaison/store';
import type { ProfileId, UserId } from '@liaison/domain';
import type { Entry } from './entry.js';
import { headRow, uploadKey, uploadRow } from './row.js';

/** The projection's name, in rows, checkpoints and what is parked. */
export const PROJECTION = 'availability';
/** Rows in one call to the store. */
const BATCH_MAX = 256;

/** What is being stored of one user. */
interface Taken {
  readonly entry: Entry;
  readonly uploads: readonly ProfileId[];
  readonly rows: readonly Row[];
  /** Uploads whose rows are to go. */
  readonly gone: readonly ProfileId[];
}

/**
 * Writes behind what the folds changed: each user's row, and a row for each upload, since sixteen
 * documents do not fit into one message of the engine. Rows are pure folds of the log, so a stored
 * one that is newer than ours is right, and stays.
 */
export class Rows {
  private readonly dirty = new Set<Entry>();
  private saving: Promise<void> | undefined;

  constructor(
    private readonly store: RowStore,
    private readonly partition: number,
  ) {}

  changed(entry: Entry): void {
    this.dirty.add(entry);
  }

  /** Stores what is dirty now; what changes meanwhile is for the next time. */
  save(): Promise<void> {
    return (this.saving ??= this.saveAll().finally(() => (this.saving = undefined)));
  }

  /** Takes every row of an erased user out of the store; resolves when they are gone. */
  async erase(entry: Entry): Promise<void> {
    entry.wiped = true;
    await this.saving?.catch(() => undefined);
    for (const profile of entry.dirtyUploads ?? []) await this.eraseUpload(entry.user, profile);
    await this.store.erase(PROJECTION, this.partition, entry.user);
    entry.dirtyUploads = undefined;
  }

  private async saveAll(): Promise<void> {
    const taken = [...this.dirty].filter((entry) => !entry.wiped).map(take);
    this.dirty.clear();
    try {
      const rows = taken.flatMap((one) => one.rows);
      for (let from = 0; from < rows.length; from += BATCH_MAX) {
        await this.store.save(PROJECTION, this.partition, rows.slice(from, from + BATCH_MAX));
      }
      // Only now: a stored head never names an upload that is not stored.
      for (const { entry, gone } of taken) {
        for (const profile of gone) await this.eraseUpload(entry.user, profile);
      }
    } catch (error) {
      for (const one of taken) this.putBack(one);
      throw error;
    }
  }

  private putBack({ entry, uploads }: Taken): void {
    this.dirty.add(entry);
    for (const profile of uploads) (entry.dirtyUploads ??= new Set()).add(profile);
  }

  private eraseUpload(user: UserId, profile: ProfileId): Promise<void> {
    return this.store.erase(PROJECTION, this.partition, uploadKey(user, profile));
  }
}

function take(entry: Entry): Taken {
  const uploads = [...(entry.dirtyUploads ?? [])];
  entry.dirtyUploads = undefined;
  const rows: Row[] = [];
  const gone: ProfileId[] = [];
  for (const profile of uploads) {
    const upload = entry.uploads.get(profile);
    if (upload === undefined) gone.push(profile);
    else rows.push(uploadRow(entry.user, profile, upload));
  }
  return { entry, uploads, gone, rows: [...rows, headRow(entry)] };
}
