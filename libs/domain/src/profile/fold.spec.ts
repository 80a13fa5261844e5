import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { aMode, aProfile, NOON } from '../given.fixture.js';
import { own } from '../records.js';
import type { Decision, Instant, Stamp } from '../words.js';
import {
  activateMode,
  activateProfile,
  changePeriods,
  clearMode,
  deactivateProfile,
  deleteProfile,
  uploadProfile,
  type ProfileContext,
} from './decide.js';
import { evolveProfileHead, evolveProfiles } from './evolve.js';
import type { ProfileFact } from './facts.js';
import { initialProfileHead, initialProfiles, type ProfileHead, type Profiles } from './state.js';

const SEED = 1966;
const ids = ['p', 'q', 'constructor'] as const;
const modeIds = ['a', 'b', 'c'] as const;

interface Step {
  readonly verb: 'upload' | 'delete' | 'activate' | 'deactivate' | 'mode' | 'clear' | 'periods';
  readonly profile: (typeof ids)[number];
  readonly mode: (typeof modeIds)[number];
  readonly forMinutes: number;
  readonly afterMinutes: number;
}

const steps = fc.array(
  fc.record<Step>({
    verb: fc.constantFrom('upload', 'delete', 'activate', 'deactivate', 'mode', 'clear', 'periods'),
    profile: fc.constantFrom(...ids),
    mode: fc.constantFrom(...modeIds),
    forMinutes: fc.integer({ min: -1, max: 5 }),
    afterMinutes: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 40 },
);

function minutesAfter(instant: Instant, minutes: number): Instant {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

/** What each verb of a step asks of the profiles as they are. */
const verbs: Readonly<
  Record<
    Step['verb'],
    (step: Step, state: Profiles, context: ProfileContext) => Decision<ProfileFact>
  >
> = {
  upload: ({ profile, forMinutes }, state, context) => {
    const modes = modeIds.slice(0, 1 + Math.max(forMinutes % 3, 0));
    const document = aProfile(
      modes.map((id, order) => aMode(id, order)),
      { profile },
    );
    const version = state.profiles.find((listed) => listed.profile === profile)?.version;
    const expected = version === undefined ? {} : { expectedVersion: version };
    return uploadProfile(context, { document, terminals: [], ...expected });
  },
  delete: ({ profile }, _, context) => deleteProfile(context, { profile }),
  activate: (step, state, context) => {
    const { profile, mode } = step;
    const document = own(state.documents, profile);
    const manual = { mode, until: untilOf(step, context.now) };
    const named = step.afterMinutes === 0 ? {} : { manual };
    return activateProfile(context, { profile, document, ...named });
  },
  deactivate: ({ profile }, _, context) => deactivateProfile(context, { profile }),
  mode: (step, _, context) =>
    activateMode(context, { mode: step.mode, until: untilOf(step, context.now) }),
  clear: (_step, _state, context) => clearMode(context),
  periods: (_step, _state, context) => changePeriods(context),
};

function untilOf(step: Step, now: Instant): Instant | 'cleared' {
  return step.forMinutes < 0 ? 'cleared' : minutesAfter(now, step.forMinutes);
}

/** What the rules of profiles promise of every head, at the instant of its last fact. */
function expectInvariants(state: Profiles, now: Instant): void {
  const { active, manual, nextBoundary } = state;
  expect(state.profiles.map((one) => one.profile)).toEqual(Object.keys(state.documents).sort());
  if (active === undefined) expect(manual).toBeUndefined();
  else expect(Object.keys(state.documents)).toContain(active);
  const document = active === undefined ? undefined : state.documents[active];
  if (manual) expect(document?.modes.map((mode) => mode.mode)).toContain(manual.mode);
  const end = manual && manual.until !== 'cleared' ? manual.until : undefined;
  expect(nextBoundary).toBe(end);
  if (end !== undefined) expect(end > now).toBe(true);
}

describe('the profiles of a user', () => {
  it(`are the fold of their facts, each head enough for the next decision (seed ${SEED})`, () => {
    fc.assert(
      fc.property(steps, (history) => {
        let state = initialProfiles;
        let head: ProfileHead = initialProfileHead;
        let now = NOON;
        const facts: { readonly fact: ProfileFact; readonly stamp: Stamp }[] = [];
        for (const step of history) {
          now = minutesAfter(now, step.afterMinutes);
          const active = head.active === undefined ? undefined : state.documents[head.active];
          const decision = verbs[step.verb](step, state, {
            head,
            active,
            now,
            zoneData: '2026a',
          });
          if (!('fact' in decision)) continue;
          const { fact } = decision;
          const stamp = { id: `f${facts.length}`, time: now, revision: facts.length + 1 };
          facts.push({ fact, stamp });
          state = evolveProfiles(state, fact, stamp);
          head = evolveProfileHead(head, fact, stamp);
          expectInvariants(state, now);
        }
        const {
          documents: _,
          covering,
          ...folded
        } = facts.reduce(
          (before, { fact, stamp }) => evolveProfiles(before, fact, stamp),
          initialProfiles,
        );
        expect(covering).toEqual([]);
        expect(folded).toEqual(head);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('list the canonical size of each document and the revision of its upload', () => {
    const document = aProfile([aMode('a', 1)], { label: 'Büro “1”' });
    const settled = { covering: [], passed: [], zoneData: '2026a' };
    const fact: ProfileFact = { type: 'ProfileUploaded', document, ...settled };
    const head = evolveProfileHead(initialProfileHead, fact, { id: 'f', time: NOON, revision: 7 });
    const bytes = Buffer.byteLength(JSON.stringify(document));
    expect(head).toEqual({ profiles: [{ profile: 'work', version: 7, bytes }] });
  });
});
