import { type Current, FactDamaged } from '@liaison/bus';
import type {
  ProfileContext,
  ProfileDocument,
  ProfileFact,
  ProfileHead,
  ProfileId,
  Profiles,
} from '@liaison/domain';

/** A user's profiles as the log has them: the head, and where the uploads lie that it names. */
export type CurrentProfiles = Current<ProfileFact, ProfileHead>;

/** Release of the tz database that predictions are made with. */
export const zoneData = process.versions['tz'] ?? 'none';

/** The document of a profile and its version; undefined: there is no such profile. */
export async function uploadOf(
  current: CurrentProfiles,
  profile: ProfileId,
): Promise<
  | { readonly document: ProfileDocument; readonly version: number; readonly fact: string }
  | undefined
> {
  const at = current.state.profiles.findIndex((listed) => listed.profile === profile);
  const listed = current.state.profiles[at];
  if (listed === undefined) return undefined;
  const sequence = current.documents[at];
  if (sequence === undefined) throw new FactDamaged(`nothing says where ${profile} was uploaded`);
  const { fact, envelope } = await current.read(sequence);
  if (fact.type !== 'ProfileUploaded' || envelope.revision !== listed.version) {
    throw new FactDamaged(`fact ${sequence} is not version ${listed.version} of ${profile}`);
  }
  return { document: fact.document, version: listed.version, fact: envelope.id };
}

/**
 * What every decision on a user's profiles starts from. The active document is not read if it is
 * among those `held` in the version that the log names.
 */
export async function contextOf(
  current: CurrentProfiles,
  held?: Profiles,
): Promise<ProfileContext> {
  const { state: head, now } = current;
  if (head.active === undefined) return { head, active: undefined, now, zoneData };
  const known = held && heldDocument(held, head);
  const active = known ?? (await uploadOf(current, head.active))?.document;
  return { head, active, now, zoneData };
}

/** A version is one upload's, so equal versions are equal documents. */
function heldDocument(held: Profiles, { active, profiles }: ProfileHead) {
  const isActive = ({ profile }: { readonly profile: ProfileId }): boolean => profile === active;
  const here = held.profiles.find(isActive);
  const isSame = here !== undefined && here.version === profiles.find(isActive)?.version;
  return isSame ? held.documents[here.profile] : undefined;
}
