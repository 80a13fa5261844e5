import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CHECKOUT } from '../harness/processes.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');

/** How each shell is asked what may follow the words of a line; the last one is being typed. */
const SHELLS = {
  bash: (script: string, words: readonly string[]) =>
    `${script}
     COMP_WORDS=(${words.map(quoted).join(' ')})
     COMP_CWORD=${words.length - 1}
     _liaison
     printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (script: string, words: readonly string[]) =>
    `compdef() { :; }
     _describe() { print -rl -- "\${wanted[@]%%:*}"; }
     compadd() { shift; print -rl -- "$@"; }
     _files() { :; }
     ${script}
     words=(${words.map(quoted).join(' ')})
     CURRENT=${words.length}
     _liaison`,
  fish: (script: string, words: readonly string[]) =>
    `${script}\ncomplete -C ${quoted(words.join(' '))} | string replace -r '\\t.*' ''; true`,
} as const;
type Shell = keyof typeof SHELLS;

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

const isThere = (shell: string): boolean =>
  spawnSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' }).status === 0;
/** Bash is what everything else here needs too. */
const installed = (Object.keys(SHELLS) as Shell[]).filter(
  (shell) => shell === 'bash' || isThere(shell),
);

describe.each(installed)('in %s, once its script is sourced, liaison', (shell) => {
  let script: string;
  beforeAll(() => {
    script = execFileSync(process.execPath, [LIAISON, 'completion', shell], { encoding: 'utf8' });
  });

  /** What may follow; of the shells some filter by what is typed, and some leave that to later. */
  const following = (line: string): readonly string[] => {
    const words = line.split(' ');
    const program = SHELLS[shell](script, words);
    const options = shell === 'bash' ? ['--norc', '--noprofile'] : shell === 'zsh' ? ['-f'] : [];
    const out = execFileSync(shell, [...options, '-c', program], { encoding: 'utf8' });
    const typed = words.at(-1) ?? '';
    return out.split('\n').filter((word) => word !== '' && word.startsWith(typed));
  };

  it.each([
    ['liaison co', ['completion', 'config', 'consent']],
    ['liaison user a', ['add']],
    ['liaison consent un', ['unblock']],
    ['liaison mode activate alice off --un', ['--until']],
    ['liaison dev --sync ', ['always', 'default']],
    ['liaison who bob alice --past h', ['held']],
    ['liaison completion f', ['fish']],
    ['liaison nothing-there --ver', ['--version']],
  ])('%s', (line, words) => {
    expect(following(line).toSorted()).toEqual(words);
  });

  it('offers every family', () => {
    const help = execFileSync(process.execPath, [LIAISON, '--help'], { encoding: 'utf8' });
    const families = [...help.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, name = '']) => name);
    expect(families.length).toBeGreaterThan(12);
    expect(following('liaison ')).toEqual(
      expect.arrayContaining(families.filter((name) => name !== 'help' && name !== 'done')),
    );
  });
});

it('a shell there is no completion for is refused with those there are', () => {
  const { status, stderr } = spawnSync(process.execPath, [LIAISON, 'completion', 'csh'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish');
});
