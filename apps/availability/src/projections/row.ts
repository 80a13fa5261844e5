import { deflateSync, inflateSync } from 'node:zlib';
import type { UserKey } from '@liaison/bus';
import { accountCodec, canonicalJson, profileCodec } from '@liaison/contracts';
import {
  type Consent,
  type FactId,
  type Instant,
  type ProfileDocument,
  type ProfileId,
  type TerminalId,
  type TerminalState,
  type UserId,
} from '@liaison/domain';
import { ROW_STATE_BYTES_MAX, type Row } from '@liaison/store';
import { Entry, type Upload } from './entry.js';
import { requireDocuments } from './fold.js';
import { ROW_VERSION } from './row-sets.js';
import { type KeptFact, openKept } from './kept-fact.js';

/** With as many consents as one may have, a row is longer than a message of the engine may be. */
const DEFLATED_FROM_BYTES = 64 * 1024;
const OPENING_BRACE = 0x7b;

/** A user's row: open are ids and states, what facts seal lies in their own boxes. */
export interface HeadState {
  readonly v: number;
  readonly account?: KeptFact;
  readonly profile?: KeptFact;
  readonly terminals: Record<TerminalId, TerminalState>;
  readonly consents: Record<UserId, Consent>;
  readonly grantIds: readonly (readonly [UserId, FactId])[];
  readonly contactsRevision: number;
  readonly callTerminal?: TerminalId;
  readonly registeredAt?: Instant;
  readonly poisoned?: true;
  readonly erased?: true;
}

/** Whatever was known before: with the key and without it, it is the same. */
const ERASED: HeadState = {
  v: ROW_VERSION,
  terminals: {},
  consents: {},
  grantIds: [],
  contactsRevision: 0,
  erased: true,
};

/**
 * Of a user of whom there is more than any store takes: who loads it shows them `unknown`, since nothing
 * stale may be shown (I11), and everybody else's rows are stored.
 */
const TOO_LARGE: HeadState = {
  v: ROW_VERSION,
  terminals: {},
  consents: {},
  grantIds: [],
  contactsRevision: 0,
  poisoned: true,
};

interface UploadState {
  readonly v: number;
  readonly fact: KeptFact;
}

/** The rows of one user as they were stored. */
export interface StoredRows {
  head?: Row;
  readonly uploads: Map<ProfileId, Row>;
}

/** A row was written by another version of this program. */
export class OtherRowVersion extends Error {
  override readonly name = 'OtherRowVersion';
}

/** Ids hold no dot: a user's row and the rows of their uploads never meet. */
export const uploadKey = (user: UserId, profile: ProfileId): string => `${user}.${profile}`;

/** Whose row a key names, and of which upload. */
export function parseKey(key: string): { readonly user: UserId; readonly profile?: ProfileId } {
  const at = key.indexOf('.');
  return at < 0 ? { user: key } : { user: key.slice(0, at), profile: key.slice(at + 1) };
}

/** The row of a user as folded. */
export function headRow(entry: Entry): Row {
  if (entry.erased) return erasedRow(entry.user, entry.src);
  const { account, profile, facts, contactsRevision, callTerminal, registeredAt } = entry;
  const state: HeadState = {
    v: ROW_VERSION,
    ...(account === undefined ? {} : { account }),
    ...(profile === undefined ? {} : { profile }),
    terminals: facts.terminals,
    consents: facts.consents,
    grantIds: [...entry.grantIds],
    contactsRevision,
    ...(callTerminal === undefined ? {} : { callTerminal }),
    ...(registeredAt === undefined ? {} : { registeredAt }),
    ...(facts.poisoned === undefined ? {} : { poisoned: true }),
  };
  const whole = written(state);
  const fits = whole.length <= ROW_STATE_BYTES_MAX;
  return { key: entry.user, seq: entry.src, state: fits ? whole : written(TOO_LARGE) };
}

/** Whether there was more of a user than any store takes. */
export const isTooLarge = (row: Row | undefined): boolean =>
  row !== undefined && Buffer.compare(row.state, written(TOO_LARGE)) === 0;

/** What is left to say of somebody erased, as of a fact. */
export const erasedRow = (key: string, seq: number): Row => ({ key, seq, state: written(ERASED) });

/** Of somebody erased: their rows are taken out of the store, so that there may be none. */
export const isErasedRow = ({ state }: Row): boolean =>
  Buffer.compare(state, written(ERASED)) === 0;

/** The row of one upload. */
export function uploadRow(user: UserId, profile: ProfileId, upload: Upload): Row {
  const state: UploadState = { v: ROW_VERSION, fact: upload.fact };
  return {
    key: uploadKey(user, profile),
    seq: upload.sequence,
    state: written(state),
  };
}

/**
 * Whether these are of an id that nobody has, which somebody asked for authorisation: nothing in
 * them is sealed, so there is no key. Throws `OtherRowVersion`.
 */
export function isOfNobody({ head, uploads }: StoredRows): boolean {
  if (head === undefined || uploads.size > 0) return false;
  const { account, profile } = read(head) as HeadState;
  return account === undefined && profile === undefined;
}

/**
 * Fills an entry from its rows, those of nobody without a key; answers the profiles whose rows are
 * left over. Throws `OtherRowVersion`, and `BoxDoesNotOpen` or `DocumentMissing` where rows were
 * changed.
 */
export function restore(
  entry: Entry,
  rows: StoredRows,
  key: UserKey | undefined,
): readonly ProfileId[] {
  if (rows.head === undefined) return [];
  const state = read(rows.head) as HeadState;
  entry.src = rows.head.seq;
  if (state.erased) {
    entry.erase();
    return [...rows.uploads.keys()];
  }
  entry.contactsRevision = state.contactsRevision;
  entry.callTerminal = state.callTerminal;
  Object.assign(entry.facts.terminals, state.terminals);
  Object.assign(entry.facts.consents, state.consents);
  entry.requests.restore(entry.facts.consents);
  for (const [viewer, id] of state.grantIds) entry.grantIds.set(viewer, id);
  if (state.poisoned) entry.facts.poisoned = true;
  entry.registeredAt = state.registeredAt;
  if (key === undefined) return [];
  if (state.account !== undefined) restoreAccount(entry, state.account, key);
  if (state.profile !== undefined) restoreProfiles(entry, state.profile, key);
  return restoreUploads(entry, rows, key);
}

/** What lies in a user's row. Throws `OtherRowVersion`. */
export function headIn(row: Row): HeadState {
  return read(row) as HeadState;
}

function restoreAccount(entry: Entry, kept: KeptFact, key: UserKey): void {
  entry.account = kept;
  entry.facts.account = accountCodec.decode(kept.type, kept.data, openKept(kept, key)).head;
}

function restoreProfiles(entry: Entry, kept: KeptFact, key: UserKey): void {
  const { fact, head } = profileCodec.decode(kept.type, kept.data, openKept(kept, key));
  entry.profile = kept;
  entry.facts.profiles = { ...head, documents: {}, covering: fact.covering };
}

/**
 * An upload that is newer than the head's row comes again with its fact; one that is older is not
 * what the head names.
 */
function restoreUploads(entry: Entry, rows: StoredRows, key: UserKey): readonly ProfileId[] {
  const versions = new Map(
    entry.facts.profiles.profiles.map(({ profile, version }) => [profile, version]),
  );
  const documents: Record<ProfileId, ProfileDocument> = {};
  const left: ProfileId[] = [];
  for (const [profile, row] of rows.uploads) {
    const version = versions.get(profile);
    if (version === undefined) {
      if (row.seq <= entry.src) left.push(profile);
      continue;
    }
    const { fact: kept } = read(row) as UploadState;
    const { fact } = profileCodec.decode(kept.type, kept.data, openKept(kept, key));
    if (fact.type !== 'ProfileUploaded' || kept.revision < version) break;
    documents[profile] = fact.document;
    entry.uploads.set(profile, { sequence: row.seq, fact: kept });
  }
  requireDocuments(entry.facts.profiles, documents);
  entry.facts.profiles = { ...entry.facts.profiles, documents };
  return left;
}

/** Whether another version of this program wrote it. */
export function isOfOtherVersion(row: Row): boolean {
  try {
    const { v } = stateIn(row) as Partial<HeadState>;
    return Number.isSafeInteger(v) && v !== ROW_VERSION;
  } catch {
    return false;
  }
}

function written(state: HeadState | UploadState): Uint8Array {
  const text = Buffer.from(canonicalJson(state));
  return text.length < DEFLATED_FROM_BYTES ? text : deflateSync(text, { level: 1 });
}

function stateIn({ state }: Row): object {
  const text = state[0] === OPENING_BRACE ? state : inflateSync(state);
  return JSON.parse(Buffer.from(text).toString()) as object;
}

function read(row: Row): { readonly v: number } {
  const state = stateIn(row) as { readonly v: number };
  if (state.v === ROW_VERSION) return state;
  throw new OtherRowVersion(`the row ${row.key} has version ${state.v}, not ${ROW_VERSION}`);
}
