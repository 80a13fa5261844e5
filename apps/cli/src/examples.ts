import type { Command } from 'commander';

/** Ends a command's help with what one may type; `test/cli/examples.spec.ts` types each. */
export function withExamples(command: Command, ...lines: readonly string[]): Command {
  const shown = lines.map((line) => `  $ npx liaison ${line}`).join('\n');
  const head = lines.length === 1 ? 'Example' : 'Examples';
  return command.addHelpText('after', `\n${head}:\n${shown}`);
}
