import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT, handedOn } from './processes.js';

/** The command as a shell calls it. */
const LIAISON = `'${process.execPath}' '${join(CHECKOUT, 'apps/cli/bin/liaison.mjs')}'`;

/** What a line came to. */
export interface Spoken {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** Types a line (`npx liaison …`) into a shell that stands in a folder, and waits for its end. */
export function typed(line: string, folder: string): Promise<Spoken> {
  const options = { cwd: folder, env: handedOn() };
  const words = ['-c', line.replaceAll('npx liaison', LIAISON)];
  return new Promise((resolve) => {
    const shell = execFile('/bin/sh', words, options, (_, out, errors) =>
      resolve({ code: shell.exitCode ?? -1, out, errors }),
    );
  });
}

/** A command of the tree: `user add`, and what its help says one may type. */
export interface Helped {
  readonly command: string;
  readonly examples: readonly string[];
}

/** Every command that does something, found by its help alone. */
export async function commandsBelow(folder: string, words = ''): Promise<readonly Helped[]> {
  const { code, out } = await typed(`npx liaison ${words} --help`, folder);
  if (code !== 0) throw new Error(`liaison ${words} --help ended with ${code}`);
  const names = namesIn(out);
  if (names.length === 0) return [{ command: words.trim(), examples: examplesIn(out) }];
  const below = await Promise.all(names.map((name) => commandsBelow(folder, `${words} ${name}`)));
  return below.flat();
}

function namesIn(help: string): readonly string[] {
  const part = /^Commands:\n((?: {2,}.*\n?)+)/m.exec(help)?.[1] ?? '';
  const names = [...part.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'help');
}

/** Lines that begin with `$`, each with what a backslash goes on to. */
function examplesIn(help: string): readonly string[] {
  const part = help.split(/^Examples?:\n/m)[1] ?? '';
  const lines = part.replaceAll(/\\\n\s*/g, '').split('\n');
  return lines.filter((line) => line.startsWith('  $ ')).map((line) => line.slice('  $ '.length));
}
