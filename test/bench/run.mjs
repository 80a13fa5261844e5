import { givenFlags } from '../../deploy/local/given-flags.mjs';
import { runInFront } from '../../deploy/local/processes.mjs';
import { bench } from './flags.mjs';

/** Builds, then measures; what is wrong with the flags is said before either. */
const args = process.argv.slice(2);
const STEPS = [
  ['npm', ['run', '--silent', 'build']],
  [process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'test']],
  [process.execPath, ['.liaison/test/test/bench/main.js', ...args]],
];

if (givenFlags(bench, args) !== undefined) process.exitCode = await inTurn();

async function inTurn() {
  for (const [program, words] of STEPS) {
    const code = await runInFront(program, words);
    if (code !== 0) return code;
  }
  return 0;
}
