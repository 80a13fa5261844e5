import type { System } from './system.js';

/** Every process of ours is killed; answers how to start as many again. */
export async function killBoxes(system: System): Promise<() => Promise<void>> {
  const killed = [...system.boxes].flatMap(([box, programs]) => programs.map(() => box));
  const programs = [...system.boxes.values()].flat();
  await Promise.all(programs.map((program) => program.signal('SIGKILL')));
  system.boxes.clear();
  return async () => {
    await Promise.all(killed.map((box) => system.startBox(box)));
  };
}
