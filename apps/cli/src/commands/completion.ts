import { Argument, type Command } from 'commander';
import { withExamples } from '../examples.js';
import { exitWith } from '../failure.js';

type Shell = 'bash' | 'zsh' | 'fish';

/** `liaison completion bash|zsh|fish`: what the shell needs to complete commands, flags and their values. */
export function completionCommand(program: Command): void {
  const completion = program
    .command('completion')
    .description('print a script that completes `liaison` in your shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish']))
    .option('--json', 'the commands, flags and values it completes, as JSON');
  withExamples(completion, 'completion bash').action(
    (shell: Shell, flags: { readonly json?: true }) =>
      exitWith(async () => {
        const { printCompletion } = await import('../completion/completion.js');
        printCompletion(program, shell, flags.json === true);
      }),
  );
}
