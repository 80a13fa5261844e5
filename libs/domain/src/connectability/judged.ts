import type { UserId } from '../words.js';
import type { Case } from './case.js';
import type { Explanation } from './explanation.js';
import { lines, type Answer, type Line } from './lines.js';

type Won = Extract<Answer, { state: unknown }> & Pick<Explanation, 'line'>;

/** Which line of the rule won, and what each other lacked. Only its own spec gives another list. */
export function judged(
  asked: Case,
  viewer: UserId,
  rule: readonly Line[] = lines,
): { readonly won: Won; readonly lost: Explanation['lines'] } {
  const answers = rule.map(({ line, answer }) => ({ line, ...answer(asked, viewer) }));
  const won = answers.find((answer) => 'state' in answer);
  if (!won) throw new Error('no line of the rule of connectability applies');
  const lost = answers
    .filter((answer) => answer !== won)
    .map((answer) => ({
      line: answer.line,
      unmet: 'unmet' in answer && answer.line < won.line ? answer.unmet : ('reached' as const),
    }));
  return { won, lost };
}
