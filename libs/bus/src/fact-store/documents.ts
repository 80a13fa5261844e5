import type { ProfileHead } from '@liaison/domain';

/** Stands for the sequence of the fact that carries the header: it is not known before. */
export const ITSELF = 0;

/** The part of a head that names uploads; other aggregates have none. */
type Head = Partial<Pick<ProfileHead, 'profiles'>>;

/**
 * Where the uploads lie that a profile's head names after a fact, in the head's order. `before` and
 * its `sequences` are the head and places before it, `revision` is the fact's own.
 */
export function documentsAfter(
  before: Head,
  sequences: readonly number[],
  after: Head,
  revision: number,
): readonly number[] {
  const places = new Map<string, number>();
  before.profiles?.forEach((one, at) => places.set(key(one), sequences[at] ?? ITSELF));
  return (after.profiles ?? []).map((one) => {
    if (one.version === revision) return ITSELF;
    const place = places.get(key(one));
    if (place === undefined) throw new RangeError(`no upload of ${key(one)} is known`);
    return place;
  });
}

const key = (one: { readonly profile: string; readonly version: number }): string =>
  `${one.profile} ${one.version}`;
