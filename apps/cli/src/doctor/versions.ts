import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../version.js';
import { type Finding, failure, fine, warning } from './finding.js';

const NODE_MIN = [20, 19] as const;
/** From the bundled program to the checkout it lies in. */
const CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Node, this command, and the packages installed beside it. */
export async function localVersions(): Promise<readonly Finding[]> {
  return [nodeVersion(process.versions.node), ...(await installed(CHECKOUT))];
}

/** Judges a version of Node: `20.19.0`. */
export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [majorMin, minorMin] = NODE_MIN;
  const isEnough = major > majorMin || (major === majorMin && minor >= minorMin);
  if (isEnough) return fine('versions', `node ${version}, liaison ${VERSION}`);
  const wanted = `${majorMin}.${minorMin}`;
  return failure('versions', `node ${version} is older than ${wanted}`, `install node ${wanted}`);
}

type Lock = Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;

/** Compares the packages of a checkout with its lock file; a command that lies elsewhere has none. */
export async function installed(checkout: string): Promise<readonly Finding[]> {
  const [wanted, there] = await Promise.all([
    lockIn(join(checkout, 'package-lock.json')),
    lockIn(join(checkout, 'node_modules', '.package-lock.json')),
  ]);
  if (wanted === undefined) return [];
  if (there === undefined) {
    return [
      failure('versions', 'no packages are installed', 'run `npm start`, which installs them'),
    ];
  }
  const names = Object.keys(wanted).filter((name) => name.startsWith('node_modules/'));
  const missing = (name: string): boolean => there[name] === undefined;
  const wrong = names.filter((name) =>
    missing(name)
      ? wanted[name]?.optional !== true
      : there[name]?.version !== wanted[name]?.version,
  );
  if (wrong.length === 0) return [fine('versions', `${names.length} packages as locked`)];
  const named = wrong.slice(0, 3).map((name) => name.replace(/^.*node_modules\//, ''));
  const message = `${wrong.length} packages are not as locked: ${named.join(', ')}…`;
  return [warning('versions', message, 'run `npm ci`')];
}

async function lockIn(file: string): Promise<Lock | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { packages: Lock }).packages;
}
