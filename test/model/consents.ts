import type { Life } from './life.js';
import type { Random } from './random.js';

type Remember = (life: Life, viewer: string, expiresAt: string | undefined) => unknown;

/** What each verb changes of what the generator remembers. */
const VERBS: Readonly<Record<string, Remember>> = {
  asked: (life, viewer) => life.asked.add(viewer),
  retracted: (life, viewer) => life.asked.delete(viewer),
  granted: (life, viewer, expiresAt) => {
    life.asked.delete(viewer);
    life.granted.set(viewer, expiresAt);
  },
  denied: (life, viewer) => {
    life.asked.delete(viewer);
    life.granted.delete(viewer);
  },
  withdrawn: (life, viewer) => life.granted.delete(viewer),
  blocked: (life, viewer) => life.blocked.add(viewer),
  unblocked: (life, viewer) => life.blocked.delete(viewer),
};
/** Requests and grants are what the rest is about. */
const CHANCES = [...Object.keys(VERBS), 'asked', 'granted', 'granted', 'retracted'];

/** A next lawful fact of an owner's consent for a viewer, remembered; `end`: of a grant that ends. */
export function consentFact(
  random: Random,
  life: Life,
  { viewer, end }: { readonly viewer: string; readonly end: string },
): { readonly verb: string; readonly data: object } | undefined {
  const verb = random.pick(CHANCES);
  if (!isLawful(life, verb, viewer)) return undefined;
  const expiresAt = verb === 'granted' && random.chance(50) ? end : undefined;
  VERBS[verb]?.(life, viewer, expiresAt);
  return { verb, data: expiresAt === undefined ? {} : { expiresAt } };
}

/** `withdrawn` needs a grant, `retracted` a request; blocking the blocked is no fact. */
function isLawful(life: Life, verb: string, viewer: string): boolean {
  if (verb === 'withdrawn') return life.granted.has(viewer);
  if (verb === 'retracted') return life.asked.has(viewer);
  if (verb === 'blocked') return !life.blocked.has(viewer);
  return verb !== 'unblocked' || life.blocked.has(viewer);
}
