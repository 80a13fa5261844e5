import { ASKED_MAX, ASK_HOURS } from '../limits.js';
import type { Instant, UserId } from '../words.js';

const ASK_MS = ASK_HOURS * 60 * 60 * 1000;

/** One request for authorisation, as its asker's limits remember it. */
export interface MadeAsk {
  readonly target: UserId;
  readonly at: Instant;
  /** The command that asked. */
  readonly command: string;
  /** Its fact is known to be in the log; absent: it may not be. */
  readonly stored?: true;
}

/** What the limits of an asker say to one more request. */
export type AskVerdict =
  /** Take it: what is to be remembered first. */
  | { readonly remember: readonly MadeAsk[] }
  /** It was taken before, by this command; whether its fact was written may not be known. */
  | { readonly taken: MadeAsk }
  /** Which limit, and from when on it would be taken. */
  | { readonly limit: 'target' | 'targets'; readonly until: Instant };

/**
 * Whether an asker may ask: each target once in 24 hours, 20 targets in 24 hours. Decided by what the
 * asker did alone, so that it tells nothing of what became of a request (hidden equals non-existent).
 */
export function admitAsk(
  made: readonly MadeAsk[],
  ask: { readonly target: UserId; readonly now: Instant; readonly command: string },
): AskVerdict {
  const { target, now, command } = ask;
  const recent = made.filter(({ at }) => now < endOf(at));
  const known = recent.find((one) => one.target === target);
  if (known !== undefined) {
    if (known.command === command || known.stored === undefined) return { taken: known };
    return { limit: 'target', until: endOf(known.at) };
  }
  const [oldest] = recent.map(({ at }) => at).sort();
  if (oldest !== undefined && recent.length >= ASKED_MAX) {
    return { limit: 'targets', until: endOf(oldest) };
  }
  return { remember: [...recent, { target, at: now, command }] };
}

/** Which request: a command may be used for another target too. */
export type AskName = Pick<MadeAsk, 'target' | 'command'>;

/** The same requests, of which this one is known to be in the log. */
export function storedAsk(made: readonly MadeAsk[], name: AskName): readonly MadeAsk[] {
  return made.map((one) => (isNamed(one, name) ? { ...one, stored: true } : one));
}

/** The same requests without this one, if it will never come to a fact: one that has stays. */
export function forgottenAsk(made: readonly MadeAsk[], name: AskName): readonly MadeAsk[] {
  return made.filter((one) => one.stored === true || !isNamed(one, name));
}

const isNamed = (one: MadeAsk, { target, command }: AskName): boolean =>
  one.target === target && one.command === command;

const endOf = (at: Instant): Instant => new Date(Date.parse(at) + ASK_MS).toISOString();
