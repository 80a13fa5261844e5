import { expect } from '@jest/globals';
import { until } from './await.js';
import type { System } from './system.js';
import type { Terminal } from './terminal.js';

/** Who looks at whom, with a terminal that has the target in its user's list. */
export interface Looking {
  readonly viewer: string;
  readonly terminal: Terminal;
  readonly target: string;
}

/**
 * Everything that tells a viewer about a target comes to the same state: what was pushed, and the
 * answer to a question.
 */
export async function sees(looking: Looking, state: string): Promise<void> {
  const { terminal, target } = looking;
  await terminal.shows(target, state);
  await until(`${target} is answered to be ${state}`, async () => {
    const answer = await terminal.poll<{ state: string }>('connectability.get', { user: target });
    return answer?.state === state;
  });
  expect(terminal.screen.get(target)).toBe(state);
}

/** The line of the rule that decides what a viewer is told, as an operator has it explained. */
export async function lineFor(
  system: System,
  { viewer, target }: Pick<Looking, 'viewer' | 'target'>,
): Promise<{ line: unknown; state: unknown }> {
  const answer = await system.command('availability', 'explain', { user: target, viewer });
  if (answer.accepted === undefined) throw new Error(`explain: ${JSON.stringify(answer)}`);
  const { line, state } = answer.accepted.result;
  return { line, state };
}
