import { spawnSync } from 'node:child_process';

/** Whether terminals of bash and curl can be tried here. A continuous build has both and may not do without. */
export const mayUseCurl =
  process.env['CI'] === 'true' ||
  ['curl', 'bash'].every((program) => spawnSync(program, ['--version']).status === 0);
