import type { Instant, ModeId, ProfileId } from '../words.js';
import type { ProfileDocument } from './document.js';
import type { Until } from './facts.js';

/** The head of a user's profiles: all the next decision needs but the documents. */
export interface ProfileHead {
  readonly active?: ProfileId;
  readonly manual?: { readonly mode: ModeId; readonly until: Until };
  /** By id, sorted. `version` is the revision of the upload, `bytes` the document's canonical size. */
  readonly profiles: readonly {
    readonly profile: ProfileId;
    readonly version: number;
    readonly bytes: number;
  }[];
  /** The next instant at which a rule or the end of the manual mode changes something. */
  readonly nextBoundary?: Instant;
}

/** The head, with what a fold also keeps: documents, and what covers as the last fact said. */
export interface Profiles extends ProfileHead {
  readonly documents: Readonly<Record<ProfileId, ProfileDocument>>;
  readonly covering: readonly ModeId[];
}

export const initialProfileHead: ProfileHead = { profiles: [] };
export const initialProfiles: Profiles = { profiles: [], documents: {}, covering: [] };
