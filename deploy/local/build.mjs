import { join } from 'node:path';
import { runProgram } from './processes.mjs';
import { SetupFailed } from './steps.mjs';

/**
 * Compiles what has changed since the last time.
 * @param {string} root the checkout
 */
export async function build(root) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // Alone it says nothing of what it did; we read its words, so they are always the same.
  const args = [compiler, '-b', '--verbose', '--locale', 'en'];
  const { code, out, err } = await runProgram(process.execPath, args, { cwd: root });
  if (code !== 0) throw new SetupFailed(`The build failed:\n${withoutProgress(out + err)}`);
  const compiled = out.match(/ - Building project '/g)?.length ?? 0;
  return {
    said: compiled === 0 ? 'up to date' : `compiled ${packages(compiled)}`,
    value: undefined,
  };
}

/** @param {number} count */
function packages(count) {
  return count === 1 ? '1 package' : `${count} packages`;
}

/** What the compiler has against the code, without what it says on its way. @param {string} said */
function withoutProgress(said) {
  const lines = said.split('\n');
  return lines
    .filter((line) => line !== '' && !/^\d[\d:]+ [AP]M - |^ {4}\* /.test(line))
    .join('\n');
}
