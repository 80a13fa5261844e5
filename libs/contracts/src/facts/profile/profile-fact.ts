import {
  DOCUMENT_MAX_BYTES,
  MODES_MAX,
  PASSED_MAX,
  PROFILES_MAX,
  type ProfileFact,
  type Settlement,
} from '@liaison/domain';
import {
  type ObjectSchema,
  type Schema,
  both,
  integer,
  list,
  object,
  oneOf,
  text,
  word,
  yes,
} from '../../schema/schema.js';
import { id, instant } from '../../schema/words.js';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';

/** `cleared`, or the instant at which the activation ends. */
export const until: Schema<string> = oneOf(word('cleared'), instant);

const ZONE_DATA_CHARS_MAX = 32;
/** What every profile fact says in the open. */
const openSettlement = object({ zoneData: text(ZONE_DATA_CHARS_MAX, 1) });

const covering = list(id, MODES_MAX);

/** What every profile fact seals beside its own fields. */
const sealedSettlement = object({
  covering,
  passed: list(object({ at: instant, covering }, { manualEnded: yes }), PASSED_MAX),
});

const head = object(
  {
    profiles: list(
      object({ profile: id, version: integer(1), bytes: integer(1, DOCUMENT_MAX_BYTES) }),
      PROFILES_MAX,
    ),
  },
  { active: id, manual: object({ mode: id, until }), nextBoundary: instant },
);

type Of<N> = Omit<Extract<ProfileFact, { type: N }>, keyof Settlement>;

/** A type of profile fact: all but its times is sealed, the head too. */
export function profileFact<N extends ProfileFact['type'], O, S>(
  definition: {
    readonly type: `profile.${string}`;
    readonly fact: N;
    readonly bytesMax?: number;
  } & Split<Of<N>, O, S>,
): FactType {
  const own: { readonly open: ObjectSchema; readonly sealed: ObjectSchema } = definition;
  const open = both(own.open, openSettlement);
  const sealed = both(own.sealed, sealedSettlement);
  return {
    type: definition.type,
    fact: definition.fact,
    kind: 'profile',
    version: 1,
    upcasters: [],
    open,
    sealed,
    data: open,
    box: both(sealed, object({ head })),
    bytesMax: definition.bytesMax ?? factBytesMax.profile,
  };
}
