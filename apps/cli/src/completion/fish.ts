import type { Place } from './tree.js';

/** A completion script for fish: `liaison completion fish | source`. */
export function fishScript(places: readonly Place[]): string {
  const known = places.filter(({ words }) => words.length > 0).map(({ words }) => words.join(' '));
  return `# Completion of liaison for fish
function __liaison_path
    set -l path
    for word in (commandline -opc)[2..]
        contains -- (string join ' ' $path $word) ${known.map(fishQuoted).join(' ')}
        and set path $path $word
    end
    string join ' ' $path
end
function __liaison_at
    set -l path (__liaison_path)
    test "$path" = "$argv[1]"
end
complete -c liaison -f
${places.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ words, commands, flags, values, choices, taking }: Place): readonly string[] {
  const at = `complete -c liaison -n ${fishQuoted(`__liaison_at ${fishQuoted(words.join(' '))}`)}`;
  const lines = commands.map(
    ({ word, about }) => `${at} -a ${fishQuoted(word)} -d ${fishQuoted(about)}`,
  );
  for (const { word, about } of flags) {
    const of = choices.find(({ flag }) => flag === word)?.values;
    const value = of === undefined ? ' -r -F' : ` -x -a ${fishQuoted(of.join(' '))}`;
    const taken = taking.includes(word) ? value : '';
    lines.push(`${at} -l ${fishQuoted(word.replace(/^--/, ''))} -d ${fishQuoted(about)}${taken}`);
  }
  return [...lines, ...values.map((value) => `${at} -a ${fishQuoted(value)}`)];
}

/** Fish escapes within single quotes, where other shells close them. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
