import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT } from './processes.js';

const run = promisify(execFile);
const TSC = join(CHECKOUT, 'node_modules', 'typescript', 'bin', 'tsc');
const MODULES = join(CHECKOUT, 'node_modules');

/** A folder into which a package of ours was installed as a stranger does, from its tarball. */
export interface Installed {
  readonly folder: string;
  /** What the tarball holds. */
  readonly files: readonly string[];
  remove(): Promise<void>;
}

/**
 * Packs a package of ours and installs it into an empty folder. What it depends on, and `others`, comes
 * out of the checkout as tarballs too, so that no registry is asked.
 */
export async function install(library: string, others: readonly string[] = []): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'liaison-installed-'));
  const tarballs = join(folder, 'tarballs');
  await mkdir(tarballs);
  const own = join(CHECKOUT, 'libs', library);
  const needed = await closure([...(await dependenciesOf(own)), ...others]);
  const packages = [own, ...needed.map((name) => join(MODULES, name))];
  const flags = ['--ignore-scripts', '--json', '--pack-destination', tarballs];
  const packed = JSON.parse((await npm(['pack', ...flags, ...packages], folder)).stdout) as {
    readonly files: readonly { readonly path: string }[];
  }[];
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const files = (await readdir(tarballs)).map((name) => join(tarballs, name));
  const offline = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await npm(['install', ...offline, ...files], folder);
  return {
    folder,
    files: packed[0]?.files.map(({ path }) => path) ?? [],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A package's own npm, with no setting of whoever runs the tests. */
function npm(args: readonly string[], folder: string): Promise<{ stdout: string }> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
  return run('npm', [...args], { cwd: folder, env });
}

async function dependenciesOf(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies);
}

/** Packages and all that they depend on. */
async function closure(names: readonly string[]): Promise<readonly string[]> {
  const all = new Set(names);
  for (const name of all) {
    for (const needed of await dependenciesOf(join(MODULES, name))) all.add(needed);
  }
  return [...all];
}

/** The program that the README of a package of ours shows. */
export async function exampleOf(library: string): Promise<string> {
  const readme = await readFile(join(CHECKOUT, 'libs', library, 'README.md'), 'utf8');
  return /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
}

/** What the compiler says of a program in the folder, `typed.mts`, faults too; it makes `typed.mjs`. */
export async function compile({ folder }: Installed, text: string): Promise<string> {
  await writeFile(join(folder, 'typed.mts'), text);
  const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes'];
  const module = ['--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  // The types of others are less strict.
  const args = [TSC, '--ignoreConfig', ...strict, ...module, '--skipLibCheck', 'typed.mts'];
  return run(process.execPath, args, { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
}
