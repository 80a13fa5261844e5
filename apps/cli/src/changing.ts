import { type Operator, type OperatorOptions, withOperator } from './operator.js';
import { printJson } from './output.js';

/** Flags of a command that changes something. */
export interface ChangeFlags extends OperatorOptions {
  /** Of a command whose outcome is unknown: repeating it never acts twice. */
  readonly command?: string;
}

/** Sends one change and says in one line that it is done; with `--json`, its result. */
export async function change(
  flags: OperatorOptions,
  done: string,
  send: (operator: Operator) => ReturnType<Operator['change']>,
): Promise<void> {
  const result = await withOperator(flags, send);
  if (flags.json === true) return printJson(result);
  process.stdout.write(`${done}\n`);
}
