import {
  type ProfileFact,
  type ProfileHead,
  evolveProfileHead,
  initialProfileHead,
} from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import type { JsonObject } from '../envelope.js';
import { member, pick, take } from '../fields.js';
import { TypeTable } from '../type-table.js';
import { activated } from './activated.js';
import { deactivated } from './deactivated.js';
import { deleted } from './deleted.js';
import { modeActivated } from './mode-activated.js';
import { modeCleared } from './mode-cleared.js';
import { periodsChanged } from './periods-changed.js';
import { uploaded } from './uploaded.js';

/** What availability records of a user's profiles, and of what is active. */
export const profileFactTypes = [
  uploaded,
  deleted,
  activated,
  deactivated,
  modeActivated,
  modeCleared,
  periodsChanged,
];

const table = new TypeTable(profileFactTypes);

/** Profile facts: the box holds their own fields, the head, `covering` and `passed`. */
export const profileCodec: AggregateCodec<ProfileFact, ProfileHead> = {
  kind: 'profile',
  initial: initialProfileHead,
  evolve: evolveProfileHead,
  encode(fact, after) {
    const { type, open, sealed } = table.of(fact.type);
    const box = pick(fact, sealed);
    box['head'] = headOf(after);
    return { type, data: pick(fact, open), box };
  },
  decode(whole, data, box) {
    const { type, body } = table.read(whole, { data, box });
    const fact: Record<string, unknown> = { type: type.fact };
    take(fact, body.data, type.open);
    take(fact, body.box ?? {}, type.sealed);
    const head = member(body.box, 'head') as unknown as ProfileHead;
    const boundary = ruleBoundaryOf(head);
    if (boundary !== undefined) fact['nextBoundary'] = boundary;
    return { fact: fact as unknown as ProfileFact, head };
  },
};

/** The fact's own part of the head: what comes next, where it is not the manual activation's end. */
function ruleBoundaryOf({ manual, nextBoundary }: ProfileHead): string | undefined {
  return nextBoundary === manual?.until ? undefined : nextBoundary;
}

/** The head alone, also where a whole fold with its documents is given. */
function headOf({ active, manual, profiles, nextBoundary }: ProfileHead): JsonObject {
  const head: Record<string, unknown> = {};
  if (active !== undefined) head['active'] = active;
  if (manual !== undefined) head['manual'] = manual;
  if (nextBoundary !== undefined) head['nextBoundary'] = nextBoundary;
  head['profiles'] = profiles;
  return head as JsonObject;
}
