import pc from 'picocolors';
import type { OperatorOptions } from '../operator.js';
import { printJson } from '../output.js';
import { examined } from './examination.js';
import type { Finding, Verdict } from './finding.js';

const COLOURS: Readonly<Record<Verdict, (text: string) => string>> = {
  OK: pc.green,
  WARN: pc.yellow,
  FAIL: pc.red,
};
const VERDICTS: readonly Verdict[] = ['OK', 'WARN', 'FAIL'];
const VERDICT_WIDTH = 6;
const AREA_WIDTH = 12;

/** Prints what was found; the exit code is 1 where something is broken, 0 where all goes on. */
export async function printExamination(flags: OperatorOptions): Promise<void> {
  const items = await examined(flags.data);
  const count = (verdict: Verdict): number =>
    items.filter((finding) => finding.verdict === verdict).length;
  const [ok = 0, warn = 0, fail = 0] = VERDICTS.map(count);
  if (fail > 0) process.exitCode = 1;
  if (flags.json === true) return printJson({ items, ok, warn, fail });
  for (const finding of items) process.stdout.write(`${line(finding)}\n`);
  process.stdout.write(`${ok} fine, ${warn} to look at, ${fail} broken\n`);
}

function line({ verdict, area, message, fix }: Finding): string {
  const head = COLOURS[verdict](verdict.padEnd(VERDICT_WIDTH)) + area.padEnd(AREA_WIDTH);
  if (fix === undefined) return `${head}${message}`;
  return `${head}${message}\n${' '.repeat(VERDICT_WIDTH + AREA_WIDTH)}→ ${fix}`;
}
