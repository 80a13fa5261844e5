import { spawnSync } from 'node:child_process';

/**
 * Whether a client in Python can be tried here: python3 is there with venv and pip. A continuous build
 * has it and may not do without.
 */
export const mayUsePython =
  process.env['CI'] === 'true' ||
  spawnSync('python3', ['-c', 'import venv, ensurepip, pip']).status === 0;
