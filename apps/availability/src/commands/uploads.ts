import { type Current, FactDamaged } from '@liaison/bus';
import type {
  ProfileContext,
  ProfileDocument,
  ProfileFact,
  ProfileHead,
  ProfileId,
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

/** What every decision on a user's profiles starts from. */
export async function contextOf(current: CurrentProfiles): Promise<ProfileContext> {
  const { state: head, now } = current;
  const active = head.active === undefined ? undefined : await uploadOf(current, head.active);
  return { head, active: active?.document, now, zoneData };
}
