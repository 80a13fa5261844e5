import type { Refusal } from '@liaison/contracts';
import Table from 'cli-table3';
import pc from 'picocolors';

/** What `--json` says of a failure: a refusal of the server's, or one of the command's own. */
export type Failure = Omit<Refusal, 'code'> & { readonly code: string };

/** Whether the words this process was started with ask for JSON. */
export function wantsJson(): boolean {
  return process.argv.includes('--json');
}

/** Prints one JSON document, for machines. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Says what went wrong as one JSON object, apart from results. */
export function printFailure(failure: Failure): void {
  process.stderr.write(`${JSON.stringify(failure)}\n`);
}

/** Prints rows under heads, for people. */
export function printTable(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  process.stdout.write(`${tableText(heads, rows)}\n`);
}

/** A table without frames. */
export function tableText(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const frame = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '' };
  const sides = { 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', right: '' };
  const table = new Table({
    head: heads.map((head) => pc.bold(head)),
    chars: { ...frame, ...none, ...sides, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of rows) table.push([...row]);
  return table.toString().replaceAll(/ +$/gm, '');
}
