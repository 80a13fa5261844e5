import { parseArgs } from 'node:util';
import { asksForHelp } from './usage.mjs';

/** Exit code of wrong usage. */
const WRONG_USAGE = 2;

/**
 * The flags that a command of the checkout was given. Where they ask for help, or are wrong, that is
 * said, and there is nothing to do: undefined, with the exit code set.
 * @template {Record<string, { type: 'string' | 'boolean', default?: string }>} O
 * @param {{ usage: string, options: O, numbers: readonly string[], needed?: readonly string[] }} command
 *   `numbers`: flags that are whole numbers; `needed`: that must be given
 * @param {string[]} args
 * @returns {{ [K in keyof O]?: string } | undefined}
 */
export function givenFlags({ usage, options, numbers, needed = [] }, args) {
  if (asksForHelp(args)) {
    process.stdout.write(usage);
    return undefined;
  }
  try {
    const { values } = parseArgs({ args, options });
    const missing = needed.find((flag) => values[flag] === undefined);
    if (missing !== undefined) return refuse(`--${missing} is missing.`, usage);
    const wrong = numbers.find(
      (flag) => values[flag] !== undefined && !/^\d{1,15}$/.test(values[flag]),
    );
    if (wrong === undefined) return values;
    return refuse(`--${wrong} '${values[wrong]}' is invalid. Give a whole number.`, usage);
  } catch (error) {
    return refuse(error.message, usage);
  }
}

/** @param {string} message @param {string} usage */
function refuse(message, usage) {
  process.stderr.write(`error: ${message}\n\n${usage}`);
  process.exitCode = WRONG_USAGE;
  return undefined;
}
