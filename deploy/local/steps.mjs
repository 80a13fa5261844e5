/** Says one line for each step of the set-up, with its time, on standard error. */

const EPOCH = performance.now();

/** A step failed in a way its message explains; no stack is shown. */
export class SetupFailed extends Error {}

/**
 * Runs one step and says what it did and how long it took.
 * @template T
 * @param {string} title what is being done
 * @param {() => Promise<{ said: string, value: T }>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const began = performance.now();
  const { said, value } = await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stderr.write(`  ${title}: ${said} (${seconds} s)\n`);
  return value;
}

/** Seconds since the set-up began. */
export function sinceBegin() {
  return ((performance.now() - EPOCH) / 1000).toFixed(1);
}

/**
 * Runs the work of a command of the checkout; a failure is one message and exit code 1.
 * @param {() => Promise<number>} work answers the exit code
 */
export async function command(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    const plain = error instanceof SetupFailed;
    process.stderr.write(`\n${plain ? error.message : (error?.stack ?? String(error))}\n`);
    process.exitCode = 1;
  }
}
