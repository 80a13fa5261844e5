import { own } from '../records.js';
import type { FactId } from '../words.js';
import { caseOf, type Case } from './case.js';
import type { CandidateCondition, Explanation, FactsOf, Question } from './explanation.js';
import { judged } from './judged.js';
import type { UserFacts } from './state.js';
import type { Candidate } from './walk.js';

/**
 * The rule of connectability and its reasons, one function: which line won, what each other line and
 * candidate lacked, and which facts were used.
 */
export function explain(question: Question, factsOf: FactsOf): Explanation {
  const asked = caseOf(question, factsOf);
  const { won, lost } = judged(asked, question.viewer);
  const mode = decidingMode(asked, won.line);
  return {
    ...won,
    ...(asked.document ? { profile: asked.document.profile } : {}),
    ...(mode === undefined ? {} : { mode }),
    lines: lost,
    candidates: asked.candidates.map((candidate, index) => outcome(asked, candidate, index)),
    facts: factsUsed(question, factsOf),
  };
}

/** Of oneself the active mode decides, of others the applicable one; lines 1, 3 and 4 ask neither. */
function decidingMode(asked: Case, line: Explanation['line']): string | undefined {
  if (line === 2) return asked.candidates[0]?.mode.mode;
  return line >= 5 ? asked.walk.applicable?.mode.mode : undefined;
}

function outcome(
  asked: Case,
  { mode, source }: Candidate,
  index: number,
): Explanation['candidates'][number] {
  const reached = asked.isOneself ? index === 0 : index < asked.walk.asked.length;
  const applies = asked.isOneself ? reached : asked.walk.asked[index]?.coverage === 'covers';
  if (applies) return { mode: mode.mode, source, applies };
  return { mode: mode.mode, source, applies, unmet: reached ? lacking(mode.audience) : 'reached' };
}

function lacking(audience: Candidate['mode']['audience']): CandidateCondition {
  return 'except' in audience ? 'not-named-in-except' : 'named-in-only';
}

function factsUsed(question: Question, factsOf: FactsOf): readonly FactId[] {
  const viewer = factsOf(question.viewer);
  const target = factsOf(question.target);
  const used = [viewer?.sources?.account, ...(target ? targetFacts(question, target) : [])];
  return [...new Set(used.filter((id) => id !== undefined))];
}

function targetFacts(question: Question, facts: UserFacts): readonly (FactId | undefined)[] {
  const { account, profiles, uploads, terminals, consents } = facts.sources ?? {};
  return [
    account,
    profiles,
    sourceOf(uploads, question.profile ?? facts.profiles.active),
    sourceOf(consents, question.viewer),
    ...facts.account.terminals.map((enrolled) => sourceOf(terminals, enrolled.terminal)),
  ];
}

function sourceOf(
  sources: Readonly<Record<string, FactId>> | undefined,
  id: string | undefined,
): FactId | undefined {
  return sources && id !== undefined ? own(sources, id) : undefined;
}
