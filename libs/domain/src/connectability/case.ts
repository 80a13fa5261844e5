import { grantInForce } from '../consent/in-force.js';
import { initialConsent, type Consent } from '../consent/state.js';
import type { ProfileDocument } from '../profile/document.js';
import { own } from '../records.js';
import type { FactsOf, Question } from './explanation.js';
import type { UserFacts } from './state.js';
import { activeDocument, candidates, walk, type Candidate, type Walk } from './walk.js';

/** What an account is to the rule; `unreadable`: a fact of theirs could not be folded. */
export type Standing = 'registered' | 'not-registered' | 'suspended' | 'erased' | 'unreadable';

/** Everything the lines look at, gathered from the facts of the two users. */
export interface Case {
  readonly isOneself: boolean;
  readonly viewer: Standing;
  readonly target: Standing;
  readonly isBlocked: boolean;
  readonly isGranted: boolean;
  readonly document: ProfileDocument | undefined;
  readonly candidates: readonly Candidate[];
  readonly walk: Walk;
  readonly isConnected: boolean;
}

export function caseOf(question: Question, factsOf: FactsOf): Case {
  const { viewer, target, instant } = question;
  const facts = factsOf(target);
  const consent = (facts && own(facts.consents, viewer)) ?? initialConsent;
  const document = facts && documentOf(question, facts);
  const steps = facts && document ? candidates(facts.profiles, document, instant) : [];
  return {
    isOneself: viewer === target,
    viewer: standingOf(factsOf(viewer)),
    target: standingOf(facts),
    isBlocked: isBlocked(consent),
    isGranted: grantInForce(consent, instant),
    document,
    candidates: steps,
    walk: walk(steps, viewer),
    isConnected: facts !== undefined && isConnected(facts),
  };
}

/** Fails closed: nobody is registered by facts that could not be folded. */
export function standingOf(facts: UserFacts | undefined): Standing {
  if (facts?.poisoned) return 'unreadable';
  switch (facts?.account.status) {
    case undefined:
    case 'absent':
      return 'not-registered';
    case 'erased':
    case 'erasure-completed':
      return 'erased';
    case 'registered':
    case 'suspended':
      return facts.account.status;
  }
}

/** Is any enrolled terminal connected? A connection of another counts as absent. */
export function isConnected(facts: UserFacts): boolean {
  return facts.account.terminals.some(
    (enrolled) => own(facts.terminals, enrolled.terminal)?.connected,
  );
}

function isBlocked(consent: Consent): boolean {
  return consent.blocked !== undefined;
}

function documentOf(question: Question, facts: UserFacts): ProfileDocument | undefined {
  if (question.profile === undefined) return activeDocument(facts.profiles);
  return own(facts.profiles.documents, question.profile);
}
