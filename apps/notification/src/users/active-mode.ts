import { type Current, ErasedUser, FactDamaged, type FactStore } from '@liaison/bus';
import { profileCodec } from '@liaison/contracts';
import {
  type Instant,
  type NotificationMode,
  type ProfileDocument,
  type ProfileFact,
  type ProfileHead,
  type UserId,
  activeMode,
} from '@liaison/domain';

/** How a user's events reach them, and the profile fact that says so (its FACTS sequence; 0: none). */
export interface ActiveNotification {
  readonly mode: NotificationMode;
  readonly profile: number;
}

/**
 * The notification mode of the mode that was active when FACTS was so far and the event was taken; no
 * active profile: immediate. Read from the log with the user's key, so a repeat finds the same.
 * undefined: the user is erased. Throws `KeysAway`, `KeyMissing`, and what the bus does.
 */
export async function activeNotification(
  facts: FactStore,
  user: UserId,
  then: { readonly factsSeq: number; readonly instant: Instant },
): Promise<ActiveNotification | undefined> {
  try {
    const current = await facts.upTo(profileCodec, { kind: 'profile', user }, then.factsSeq);
    const { state, last } = current;
    const document = await activeUpload(current);
    const profile = last?.sequence ?? 0;
    if (document === undefined || last === undefined) return { mode: 'immediate', profile };
    const documents: Record<string, ProfileDocument> = { [document.profile]: document };
    const { covering } = last.fact;
    const active = activeMode({ ...state, documents, covering }, then.instant);
    return { mode: active?.mode.notification ?? 'immediate', profile };
  } catch (error) {
    if (error instanceof ErasedUser) return undefined;
    throw error;
  }
}

/** The document of the active profile; undefined: none is active. */
async function activeUpload(
  current: Current<ProfileFact, ProfileHead>,
): Promise<ProfileDocument | undefined> {
  const { active, profiles } = current.state;
  if (active === undefined) return undefined;
  const place = current.documents[profiles.findIndex(({ profile }) => profile === active)];
  if (place === undefined) throw new FactDamaged(`nothing says where ${active} was uploaded`);
  const { fact } = await current.read(place);
  if (fact.type !== 'ProfileUploaded') throw new FactDamaged(`fact ${place} is no upload`);
  return fact.document;
}
