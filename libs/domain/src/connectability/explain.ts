import { own } from '../records.js';
import type { FactId } from '../words.js';
import { caseOf, connectedTerminals, type Case } from './case.js';
import type { CandidateCondition, Explanation, FactsOf, Question } from './explanation.js';
import { lines, type Answer } from './lines.js';
import type { Candidate } from './walk.js';

type Won = Extract<Answer, { state: unknown }>;

/**
 * The rule of connectability and its reasons, one function: which line won, what each other line and
 * candidate lacked, and which facts were used.
 */
export function explain(question: Question, factsOf: FactsOf): Explanation {
  const asked = caseOf(question, factsOf);
  const lost: { line: Explanation['line']; unmet: Explanation['lines'][number]['unmet'] }[] = [];
  let winner: (Won & { readonly line: Explanation['line'] }) | undefined;
  for (const { line, answer } of lines) {
    const found = winner ? undefined : answer(asked, question.viewer);
    if (found && 'state' in found) winner = { ...found, line };
    else lost.push({ line, unmet: found?.unmet ?? 'reached' });
  }
  if (!winner) throw new Error('no line of the rule of connectability applies');
  const decided = winner.line === 2 ? asked.candidates[0] : asked.walk.applicable;
  const told = winner.line === 2 || winner.line >= 5 ? decided : undefined;
  return {
    ...winner,
    ...(asked.document ? { profile: asked.document.profile } : {}),
    ...(told ? { mode: told.mode.mode } : {}),
    lines: lost,
    candidates: asked.candidates.map((_, index) => outcome(asked, index)),
    facts: factsUsed(question, factsOf),
  };
}

function outcome(asked: Case, index: number): Explanation['candidates'][number] {
  const { mode, source } = asked.candidates[index] as Candidate;
  const met = asked.isOneself ? index === 0 : asked.walk.asked[index]?.coverage === 'covers';
  if (met) return { mode: mode.mode, source, applies: true };
  const wasAsked = !asked.isOneself && index < asked.walk.asked.length;
  const unmet = wasAsked ? lacking(mode.audience) : 'reached';
  return { mode: mode.mode, source, applies: false, unmet };
}

function lacking(audience: Candidate['mode']['audience']): CandidateCondition {
  return 'except' in audience ? 'not-named-in-except' : 'named-in-only';
}

function factsUsed({ viewer, target, profile }: Question, factsOf: FactsOf): readonly FactId[] {
  const facts = factsOf(target);
  const sources = facts?.sources;
  const used = [factsOf(viewer)?.sources?.account, sources?.account, sources?.profiles];
  const document = profile ?? facts?.profiles.active;
  if (document !== undefined) used.push(own(sources?.uploads ?? {}, document));
  used.push(own(sources?.consents ?? {}, viewer));
  for (const terminal of facts ? connectedTerminals(facts) : []) {
    used.push(own(sources?.terminals ?? {}, terminal));
  }
  return [...new Set(used.filter((id) => id !== undefined))];
}
