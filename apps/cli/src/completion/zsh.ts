import { quoted } from './quoted.js';
import type { Candidate, Place } from './tree.js';

/** A completion script for zsh: `source <(liaison completion zsh)`, after `compinit`. */
export function zshScript(places: readonly Place[]): string {
  return `#compdef liaison
# Completion of liaison for zsh
_liaison() {
  local at route='' before="\${words[CURRENT-1]}"
  local -a known wanted
  known=(${places
    .filter(({ words }) => words.length > 0)
    .map(({ words }) => quoted(pathOf(words)))
    .join(' ')})
  for ((at = 2; at < CURRENT; at++)); do
    (( \${known[(Ie)$route \${words[at]}]} )) && route="$route \${words[at]}"
  done
  case "$route $before" in
${places.flatMap(valuesOf).join('\n')}
  esac
  case "$route" in
${places.map(wordsOf).join('\n')}
  esac
  _describe liaison wanted
}
compdef _liaison liaison
`;
}

function valuesOf({ words, choices, taking }: Place): readonly string[] {
  return taking.map((flag) => {
    const at = quoted(`${pathOf(words)} ${flag}`);
    const values = choices.find((choice) => choice.flag === flag)?.values;
    if (values === undefined) return `    ${at}) _files; return ;;`;
    return `    ${at}) compadd -- ${values.map(quoted).join(' ')}; return ;;`;
  });
}

function wordsOf({ words, commands, flags, values }: Place): string {
  const all = [...commands, ...flags, ...values.map((word) => ({ word, about: '' }))];
  return `    ${quoted(pathOf(words))}) wanted=(${all.map(described).join(' ')}) ;;`;
}

/** `word:what it does`; colons of the word escaped. */
function described({ word, about }: Candidate): string {
  const name = word.replaceAll(':', String.raw`\:`);
  return quoted(about === '' ? name : `${name}:${about}`);
}

const pathOf = (words: readonly string[]): string => words.map((word) => ` ${word}`).join('');
