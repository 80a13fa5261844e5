import type { Place } from './tree.js';
import { quoted } from './quoted.js';

/** A completion script for bash: `source <(liaison completion bash)`. */
export function bashScript(places: readonly Place[]): string {
  return `# Completion of liaison for bash
_liaison() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" at path='' wanted
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "$path \${COMP_WORDS[at]}" in
${paths(places)})
      path="$path \${COMP_WORDS[at]}" ;;
    esac
  done
  case "$path $before" in
${places.flatMap(valuesOf).join('\n')}
  esac
  case "$path" in
${places.map(wordsOf).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$wanted" -- "$word"))
}
complete -o default -F _liaison liaison
`;
}

/** The commands there are, one alternative each. */
function paths(places: readonly Place[]): string {
  const known = places.filter(({ words }) => words.length > 0);
  return known.map(({ words }) => `    ${quoted(` ${words.join(' ')}`)}`).join(' | \\\n');
}

/** After a flag that takes a value: its choices, or whatever the shell offers (files). */
function valuesOf({ words, choices, taking }: Place): readonly string[] {
  return taking.map((flag) => {
    const at = quoted(`${pathOf(words)} ${flag}`);
    const values = choices.find((choice) => choice.flag === flag)?.values;
    if (values === undefined) return `    ${at}) COMPREPLY=(); return ;;`;
    return `    ${at}) COMPREPLY=($(compgen -W ${quoted(values.join(' '))} -- "$word")); return ;;`;
  });
}

function wordsOf({ words, commands, flags, values }: Place): string {
  const all = [...commands, ...flags].map(({ word }) => word);
  return `    ${quoted(pathOf(words))}) wanted=${quoted([...all, ...values].join(' '))} ;;`;
}

const pathOf = (words: readonly string[]): string => words.map((word) => ` ${word}`).join('');
