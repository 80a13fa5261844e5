import type { Command } from 'commander';
import { printJson } from '../output.js';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { placesOf } from './tree.js';
import { zshScript } from './zsh.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Prints a shell's script, or what it is made of. */
export function printCompletion(
  program: Command,
  shell: keyof typeof SCRIPTS,
  asJson: boolean,
): void {
  const places = placesOf(program);
  if (asJson) printJson({ shell, places });
  else process.stdout.write(SCRIPTS[shell](places));
}
