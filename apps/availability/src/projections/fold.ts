import type { ProjectedFact } from '@liaison/bus';
import {
  type AggregateName,
  type JsonObject,
  accountCodec,
  consentCodec,
  profileCodec,
  selectionCodec,
  terminalCodec,
} from '@liaison/contracts';
import type { ProfileDocument, ProfileFact, ProfileHead, ProfileId, UserId } from '@liaison/domain';
import type { Entry } from './entry.js';
import { keptFact } from './kept-fact.js';

type Documents = Readonly<Record<ProfileId, ProfileDocument>>;

/** A head names a document that no fold or row has brought: the user's row is not whole. */
export class DocumentMissing extends Error {
  override readonly name = 'DocumentMissing';
}

/** Whose entry a fact of this aggregate changes; undefined: nobody's that is kept here. */
export function userOf(aggregate: AggregateName): UserId | undefined {
  if ('service' in aggregate) return undefined;
  switch (aggregate.kind) {
    case 'account':
    case 'profile':
    case 'terminal':
    case 'selection':
      return aggregate.user;
    case 'consent':
      return aggregate.owner;
    case 'inbox':
      return undefined;
  }
}

/**
 * Folds a fact into its user's entry; false: it was folded before. The head a fact carries is the
 * aggregate's whole state, so a fold is one assignment. What throws changes nothing.
 */
export function fold(entry: Entry, fact: ProjectedFact): boolean {
  if (fact.sequence <= entry.src) return false;
  if (!entry.erased) {
    if (fact.box === 'erased') entry.erase();
    else apply(entry, fact, fact.box);
  }
  entry.src = fact.sequence;
  return true;
}

/** A fact of the user could not be folded: from now on they are shown `unknown` (I11). */
export function poison(entry: Entry, sequence: number): void {
  entry.facts.poisoned = true;
  entry.src = Math.max(entry.src, sequence);
}

function apply(entry: Entry, fact: ProjectedFact, box: JsonObject | undefined): void {
  if ('service' in fact.aggregate) return;
  switch (fact.aggregate.kind) {
    case 'account':
      return applyAccount(entry, fact, box);
    case 'profile':
      return applyProfile(entry, fact, box);
    case 'terminal': {
      const { type, data } = fact.envelope;
      entry.facts.terminals[fact.aggregate.terminal] = terminalCodec.decode(type, data, box).head;
      return;
    }
    case 'consent':
      return applyConsent(entry, fact, { viewer: fact.aggregate.viewer, box });
    case 'selection': {
      const { type, data } = fact.envelope;
      entry.callTerminal = selectionCodec.decode(type, data, box).head.callTerminal;
      return;
    }
    case 'inbox':
      return;
  }
}

function applyAccount(entry: Entry, fact: ProjectedFact, box: JsonObject | undefined): void {
  const { type, data, time } = fact.envelope;
  const { fact: said, head } = accountCodec.decode(type, data, box);
  if (head.status === 'erased' || head.status === 'erasure-completed') {
    entry.erase();
    return;
  }
  entry.facts.account = head;
  entry.account = keptFact(fact.envelope);
  if (said.type !== 'UserRegistered') return;
  entry.registeredAt = time;
  entry.requests.restore(entry.facts.consents);
}

function applyProfile(entry: Entry, fact: ProjectedFact, box: JsonObject | undefined): void {
  const { fact: said, head } = profileCodec.decode(fact.envelope.type, fact.envelope.data, box);
  const before = entry.facts.profiles;
  const kept = keptFact(fact.envelope);
  const documents = documentsAfter(before.documents, said);
  requireDocuments(head, documents);
  if (said.type === 'ProfileUploaded') {
    entry.uploads.set(said.document.profile, { sequence: fact.sequence, fact: kept });
    (entry.dirtyUploads ??= new Set()).add(said.document.profile);
  }
  if (said.type === 'ProfileDeleted') {
    entry.uploads.delete(said.profile);
    (entry.dirtyUploads ??= new Set()).add(said.profile);
  }
  entry.profile = kept;
  entry.facts.profiles = { ...head, documents, covering: said.covering };
  const isSwitch = before.active !== head.active;
  if (isSwitch || contactsDiffer(before.documents, documents, head.active)) {
    entry.contactsRevision = fact.envelope.revision;
  }
}

function documentsAfter(before: Documents, said: ProfileFact): Documents {
  if (said.type === 'ProfileUploaded') {
    return { ...before, [said.document.profile]: said.document };
  }
  if (said.type !== 'ProfileDeleted') return before;
  const { [said.profile]: _, ...left } = before;
  return left;
}

/** Throws `DocumentMissing`. */
export function requireDocuments(head: ProfileHead, documents: Documents): void {
  for (const { profile } of head.profiles) {
    if (Object.hasOwn(documents, profile)) continue;
    throw new DocumentMissing(`no document of profile ${profile}: rebuild the partition's rows`);
  }
}

function contactsDiffer(
  before: Documents,
  after: Documents,
  active: ProfileId | undefined,
): boolean {
  if (active === undefined || before === after) return false;
  const was = documentOf(before, active)?.contacts ?? [];
  const is = documentOf(after, active)?.contacts ?? [];
  return was.length !== is.length || was.some((contact, at) => contact !== is[at]);
}

/** Ids such as `constructor` are legal: inherited members are nobody's. */
function documentOf(documents: Documents, profile: ProfileId): ProfileDocument | undefined {
  return Object.hasOwn(documents, profile) ? documents[profile] : undefined;
}

function applyConsent(
  entry: Entry,
  fact: ProjectedFact,
  to: { readonly viewer: UserId; readonly box: JsonObject | undefined },
): void {
  const { type, data, id } = fact.envelope;
  const { fact: said, head } = consentCodec.decode(type, data, to.box);
  entry.requests.put(entry.facts.consents, to.viewer, head);
  if (head.grant?.expiresAt === undefined) entry.grantIds.delete(to.viewer);
  else if (said.type === 'AuthorisationGranted') entry.grantIds.set(to.viewer, id);
}
