import type { Kind, Touches } from './kind.js';
import { kinds } from './kinds.js';
import type { Stage } from './stage.js';
import type { Step } from './step.js';

interface Task {
  readonly touches: Touches;
  done: Promise<void>;
}

/**
 * Runs steps beside each other, those that touch the same one after the other, in their order. Answers
 * those put off: they touch what is about to end by itself.
 */
export async function runBatch(stage: Stage, steps: readonly Step[]): Promise<Step[]> {
  const tasks: Task[] = [];
  const later: Step[] = [];
  const failures: unknown[] = [];
  for (const step of steps) {
    const kind = kindOf(step);
    const touches = kind.touches(step);
    const before = tasks.filter((task) => meet(task.touches, touches)).map(({ done }) => done);
    const work = async (): Promise<void> => {
      await Promise.all(before);
      if (failures.length > 0) return;
      if (isHushed(stage, touches)) later.push(step);
      else await act(stage, kind, step);
    };
    const done = work().catch((error: unknown) => void failures.push(error));
    tasks.push({ touches, done });
  }
  await Promise.all(tasks.map(({ done }) => done));
  if (failures.length > 0) throw failures[0];
  stage.check();
  return later;
}

async function act(stage: Stage, kind: Kind, step: Step): Promise<void> {
  const at = stage.history.push(`${kind.name} by ${step.user}: under way`) - 1;
  const outcome = await kind.act(stage, step);
  stage.history[at] = `${kind.name} by ${step.user}: ${outcome}`;
  if (outcome !== 'instead') stage.count(kind.name, outcome);
  stage.model.noteDue();
}

function kindOf({ kind }: Step): Kind {
  const found = kinds.get(kind);
  if (found === undefined) throw new Error(`${kind} is no kind of command`);
  return found;
}

function isHushed({ hushed }: Stage, { writes, reads = [] }: Touches): boolean {
  return [...writes, ...reads].some((key) => hushed.has(key));
}

/** Whether one changes what the other reads or changes. */
function meet(a: Touches, b: Touches): boolean {
  return isIn(a.writes, b) || isIn(b.writes, a);
}

function isIn(keys: readonly string[], { writes, reads = [] }: Touches): boolean {
  return keys.some((key) => writes.includes(key) || reads.includes(key));
}
