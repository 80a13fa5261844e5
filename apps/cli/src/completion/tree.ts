import type { Command, Option } from 'commander';

/** Something that may be typed next, and what it does. */
export interface Candidate {
  readonly word: string;
  readonly about: string;
}

/** What may follow one command's words: `['user', 'add']`; none: the program's own. */
export interface Place {
  readonly words: readonly string[];
  readonly commands: readonly Candidate[];
  readonly flags: readonly Candidate[];
  /** Flags that take a value of some choices. */
  readonly choices: readonly { readonly flag: string; readonly values: readonly string[] }[];
  /** Values its arguments may take. */
  readonly values: readonly string[];
  /** Flags whose value is a file or a folder, or anything else: no candidates of ours. */
  readonly taking: readonly string[];
}

const HELP: Candidate = { word: '--help', about: 'display help for command' };

/** Every place in a tree of commands, the root first. */
export function placesOf(command: Command, words: readonly string[] = []): readonly Place[] {
  const { commands, options, registeredArguments } = command;
  const shown = options.filter((option) => !option.hidden);
  const place: Place = {
    words,
    commands: commands.map((each) => ({ word: each.name(), about: each.description() })),
    flags: [...shown.map(flagOf), HELP],
    choices: shown.flatMap((option) =>
      option.argChoices === undefined
        ? []
        : [{ flag: flagOf(option).word, values: option.argChoices }],
    ),
    values: registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    taking: shown.filter(({ required, optional }) => required || optional).map(nameOf),
  };
  const below = commands.flatMap((each) => placesOf(each, [...words, each.name()]));
  return [place, ...below];
}

function flagOf(option: Option): Candidate {
  return { word: nameOf(option), about: option.description };
}

function nameOf({ long, short, flags }: Option): string {
  return long ?? short ?? flags;
}
