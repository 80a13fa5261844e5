import type { Bus, KeyRing, ReadMessage, UserKey } from '@liaison/bus';
import { KeyMissing, readToEnd } from '@liaison/bus';
import { UnknownFactType } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { AS_OF_EVER, type RowStore } from '@liaison/store';
import { Entry } from './entry.js';
import type { FairShare } from './fair-share.js';
import {
  OtherRowVersion,
  type StoredRows,
  isOfNobody,
  isTooLarge,
  parseKey,
  restore,
  uploadKey,
} from './row.js';
import type { RowMarks } from './row-marks.js';
import { withoutSrc } from './state-body.js';

/** Users whose key is asked for at once. */
const KEYS_AT_ONCE = 64;
const STATE_BUFFER_MESSAGES = 1_000;

export interface LoadParts {
  readonly bus: Bus;
  readonly rows: RowStore;
  readonly marks: RowMarks;
  readonly keys: KeyRing;
  readonly partition: number;
  /** The set of rows that the checkpoint speaks of. */
  readonly set: string;
  readonly share: FairShare;
  /** A row cannot be read: its user is shown `unknown`. */
  poisoned(user: UserId, reason: string): void;
}

/** The users of a partition as they were stored, and the sequence to fold after. */
export interface Loaded {
  readonly entries: Map<UserId, Entry>;
  readonly checkpoint: number;
}

/**
 * Reads rows and STATE of a partition whose checkpoint has been claimed. Without a checkpoint, where
 * the rows were lost, or where another version of this program wrote them, everything is folded anew;
 * where the store is an older copy, all that came since. Throws `StoreAhead`.
 */
export async function load(parts: LoadParts, checkpoint: number): Promise<Loaded> {
  const entries = new Map<UserId, Entry>();
  const stored = Math.min(checkpoint, await parts.marks.read());
  const from = stored === 0 ? 0 : await loadRows(parts, entries, stored);
  if (from === 0) {
    entries.clear();
    await parts.rows.drop(parts.set, parts.partition);
    parts.marks.dropped();
  }
  await loadStates(parts, entries);
  return { entries, checkpoint: from };
}

/** Users as their rows have them; 0: another version of this program wrote them. */
export async function loadRows(
  parts: Omit<LoadParts, 'bus' | 'marks'>,
  entries: Map<UserId, Entry>,
  checkpoint: number,
): Promise<number> {
  const users = await storedRows(parts);
  const waiting = users.entries();
  try {
    await Promise.all(
      Array.from({ length: KEYS_AT_ONCE }, async () => {
        for (const [user, rows] of waiting) {
          await parts.share.next();
          if (isTooLarge(rows.head)) parts.poisoned(user, 'row-too-large');
          entries.set(user, await restored(parts, user, rows));
        }
      }),
    );
  } catch (error) {
    if (error instanceof OtherRowVersion) return 0;
    throw error;
  }
  return checkpoint;
}

/** All rows of a partition, by user. */
export async function storedRows(
  parts: Pick<LoadParts, 'rows' | 'set' | 'partition'>,
): Promise<Map<UserId, StoredRows>> {
  const users = new Map<UserId, StoredRows>();
  for await (const row of parts.rows.load(parts.set, parts.partition)) {
    const { user, profile } = parseKey(row.key);
    let stored = users.get(user);
    if (stored === undefined) users.set(user, (stored = { uploads: new Map() }));
    if (profile === undefined) stored.head = row;
    else stored.uploads.set(profile, row);
  }
  return users;
}

/** The key a user's rows are opened with; undefined: of nobody, so that none is needed. */
async function keyFor(
  { keys }: Pick<LoadParts, 'keys'>,
  user: UserId,
  rows: StoredRows,
): Promise<UserKey | 'erased' | undefined> {
  try {
    return await keys.keyOf(user);
  } catch (error) {
    if (error instanceof KeyMissing && isOfNobody(rows)) return undefined;
    throw error;
  }
}

/** `KeysAway` and `KeyMissing` stop the partition: nobody guesses. */
async function restored(
  parts: Omit<LoadParts, 'bus' | 'marks'>,
  user: UserId,
  rows: StoredRows,
): Promise<Entry> {
  const entry = new Entry(user);
  entry.hasRow = true;
  const key = await keyFor(parts, user, rows);
  if (key === 'erased') {
    entry.erase();
    entry.uploaded = new Set(rows.uploads.keys());
    entry.src = rows.head?.seq ?? 0;
    await eraseRows(parts, user, rows);
    return entry;
  }
  try {
    const left = restore(entry, rows, key);
    for (const profile of left) {
      await parts.rows.erase(parts.set, parts.partition, uploadKey(user, profile), entry.src);
    }
  } catch (error) {
    if (error instanceof OtherRowVersion || error instanceof UnknownFactType) throw error;
    // Nothing stale is shown as fresh (I11).
    entry.facts.poisoned = true;
    parts.poisoned(user, error instanceof Error ? error.name : 'row');
  }
  return entry;
}

async function eraseRows(
  parts: Pick<LoadParts, 'rows' | 'set' | 'partition'>,
  user: UserId,
  rows: StoredRows,
): Promise<void> {
  for (const profile of rows.uploads.keys()) {
    await parts.rows.erase(parts.set, parts.partition, uploadKey(user, profile), AS_OF_EVER);
  }
  await parts.rows.erase(parts.set, parts.partition, user, AS_OF_EVER);
}

async function loadStates(
  { bus, partition }: Pick<LoadParts, 'bus' | 'partition'>,
  entries: Map<UserId, Entry>,
): Promise<void> {
  await eachState(bus, partition, (user, message) => {
    let entry = entries.get(user);
    if (entry === undefined) entries.set(user, (entry = new Entry(user)));
    entry.stored = { body: withoutSrc(message.string()), sequence: message.seq };
  });
}

/** What STATE says of each user of a partition. */
export async function eachState(
  bus: Bus,
  partition: number,
  take: (user: UserId, message: ReadMessage) => void,
): Promise<void> {
  const all = {
    stream: 'STATE',
    filter: bus.subjects.stateOf(partition),
    from: 'last',
    bufferMessages: STATE_BUFFER_MESSAGES,
  } as const;
  await readToEnd(bus, all, (message) => take(bus.subjects.userOf(message.subject), message));
}
