import type { Document } from '../person.js';
import { type Uploaded, documentOf } from './document.js';
import {
  type Doing,
  type Kind,
  type Outcome,
  type Wanted,
  asks,
  byTerminal,
  commands,
  outcomeOf,
} from './kind.js';
import { PROFILES, UNKNOWN, named, peopleOf } from './named.js';
import { USERS, chosen, happens, rolled } from './step.js';

const DAYS_OF_PREVIEW = 1;

/** Commands on a user's profiles, but which is active, and questions about them. */
export const profileKinds: readonly Kind[] = [
  byTerminal({ name: 'profile.upload', weight: 10, act: upload }),
  byTerminal({ name: 'profile.delete', weight: 3, act: remove }),
  byTerminal({ name: 'profile.list', weight: 2, act: list }),
  byTerminal({ name: 'profile.get', weight: 2, act: get }),
  byTerminal({ name: 'profile.preview', weight: 2, act: preview }),
];

function drafted(doing: Doing): Uploaded {
  const { stage, step } = doing;
  const terminals = peopleOf(doing).terminals.get(step.user) ?? [];
  const about = {
    profile: chosen(step, 0, PROFILES),
    terminals: terminals.map(({ terminal }) => terminal),
    began: stage.began,
    begins: stage.begins,
  };
  return documentOf(10_000 * rolled(step, 1, 10_000) + rolled(step, 2, 10_000), about);
}

async function upload(doing: Doing): Promise<Outcome> {
  const { step } = doing;
  const people = peopleOf(doing);
  const document = drafted(doing);
  const versions = people.versions.get(step.user) ?? new Map<string, number>();
  const stored = versions.get(document.profile);
  const expectedVersion = happens(step, 3, 8) ? 1_000_000 : stored;
  const isBroken = happens(step, 4, 5);
  const profile = isBroken ? { ...document, defaultMode: UNKNOWN } : document;
  const params = { profile, ...(expectedVersion === undefined ? {} : { expectedVersion }) };
  const request = { method: 'profile.upload', params };
  const refused = isBroken ? 'invalid-profile' : uploadRefusal(doing, document, expectedVersion);
  if (refused !== undefined) return outcomeOf(await commands(doing, request, { refused }));
  const said = { profile: document.profile };
  const settled = await commands(doing, request, { says: said });
  const version = 'accepted' in settled ? Number(settled.accepted['version']) : 0;
  if (version <= (stored ?? 0)) throw new Error(`version ${version} came after ${stored}`);
  versions.set(document.profile, version);
  people.profile(step.user, 'uploaded', { document: document as unknown as Document });
  return 'accepted';
}

function uploadRefusal(
  doing: Doing,
  document: Uploaded,
  expectedVersion: number | undefined,
): string | undefined {
  const { user } = doing.step;
  const people = peopleOf(doing);
  if (people.versions.get(user)?.get(document.profile) !== expectedVersion) {
    return 'version-conflict';
  }
  const { active, manual } = people.of(user);
  const has = document.modes.some(({ mode }) => mode === manual?.mode);
  return active === document.profile && manual !== undefined && !has ? 'in-use' : undefined;
}

async function remove(doing: Doing): Promise<Outcome> {
  const { user } = doing.step;
  const people = peopleOf(doing);
  const { active } = people.of(user);
  const unused = [...people.of(user).documents.keys()].filter((one) => one !== active);
  const isUnused = unused.length > 0 && happens(doing.step, 2, 60);
  const profile = isUnused ? chosen(doing.step, 0, unused) : named(doing, 1);
  const request = { method: 'profile.delete', params: { profile } };
  const isThere = people.document(user, profile) !== undefined;
  const inUse = active === profile ? 'in-use' : undefined;
  const refused = isThere ? inUse : 'unknown-profile';
  if (refused !== undefined) return outcomeOf(await commands(doing, request, { refused }));
  await commands(doing, request, { says: { changed: true } });
  people.profile(user, 'deleted', { profile });
  people.versions.get(user)?.delete(profile);
  return 'accepted';
}

function list(doing: Doing): Promise<Outcome> {
  const { user } = doing.step;
  const people = peopleOf(doing);
  const items = [...people.of(user).documents.keys()].toSorted().map((profile) => ({
    profile,
    label: people.document(user, profile)?.label,
    version: people.versions.get(user)?.get(profile),
    active: people.of(user).active === profile,
  }));
  const request = { method: 'profile.list', params: {} };
  return asks(doing, request, { is: () => ({ says: { items } }) });
}

function get(doing: Doing): Promise<Outcome> {
  const { user } = doing.step;
  const people = peopleOf(doing);
  const profile = named(doing, 1);
  const document = people.document(user, profile);
  const version = people.versions.get(user)?.get(profile);
  const is = (): Wanted =>
    document === undefined
      ? { refused: 'unknown-profile' }
      : { says: { profile: document, version } };
  return asks(doing, { method: 'profile.get', params: { profile } }, { is });
}

/** No rule begins or ends within the next day: each viewer has one state all the time. */
function preview(doing: Doing): Promise<Outcome> {
  const { user } = doing.step;
  const document = drafted(doing);
  const viewers = USERS.filter((_, n) => n % 5 === rolled(doing.step, 3, 5));
  const told = [...new Set([...document.contacts, ...viewers])]
    .toSorted()
    .map((viewer) => [viewer, peopleOf(doing).ifActive(user, document, viewer)]);
  const params = { profile: document, viewers, days: DAYS_OF_PREVIEW };
  return asks(
    doing,
    { method: 'profile.preview', params },
    { is: () => ({ says: told }), pick: toldIn },
  );
}

interface Timelines {
  readonly timelines: readonly {
    readonly viewers: readonly string[];
    readonly timeline: readonly { readonly state: string }[];
  }[];
}

/** Who would be told what, all day. */
function toldIn(accepted: unknown): unknown {
  const { timelines } = accepted as Timelines;
  return timelines
    .flatMap(({ viewers, timeline }) =>
      viewers.map((viewer) => [viewer, [...new Set(timeline.map(({ state }) => state))].join()]),
    )
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
}
