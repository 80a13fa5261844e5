import type { Command } from 'commander';
import { withExamples } from './examples.js';

/** Adds what every operator's command takes: `--json`, `--data`. */
export type OperatorFlags = (command: Command) => Command;

/** A command of a family: its name, what it does, and what one may type (after `npx liaison`). */
export interface Described {
  readonly name: string;
  readonly about: string;
  readonly example: string;
}

/** Adds commands to a family, each with an operator's flags and its example. */
export type Family = (described: Described) => Command;

/** A family of commands of an operator. */
export function familyOf(parent: Command, about: string, flags: OperatorFlags): Family {
  parent.description(about);
  return ({ name, about: does, example }) =>
    withExamples(flags(parent.command(name)).description(does), example);
}

/** Adds `--command`, by which a change whose outcome is unknown is repeated. */
export function repeatable(command: Command): Command {
  return command.option('--command <uuid>', 'repeat a command whose outcome is unknown');
}
