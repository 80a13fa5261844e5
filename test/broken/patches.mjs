import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One line of the source, broken.
 * @typedef {object} Patch
 * @property {string} name of its file, without `.json`
 * @property {string} [statement] whose tests have to fail, as `C1.5`; absent: those that `title` says
 * @property {string} [spec] where there is no statement: the spec file, from the checkout's folder
 * @property {string} [title] and how the titles of the tests begin that have to fail
 * @property {string} file of the source, from the checkout's folder
 * @property {string} find text that occurs exactly once in it, inside one line
 * @property {string} replace what stands there instead
 * @property {string} why what the broken line lets happen
 * @property {boolean} [isAtStart] what has to be found is how a part of the server starts; else one that
 * does not start proves nothing
 * @property {string} [by] words of the title of the tests that have to fail; absent: any of the statement's
 */

const MEMBERS = ['file', 'find', 'replace', 'why'];
const OF_STATEMENT = [...MEMBERS, 'statement'];
const OF_SPEC = [...MEMBERS, 'spec', 'title'];
const ROW = /^\| (C\d+\.\d+|M\d+) \|.*\| ([^|]+) \|$/;
const NAME = /^(C\d+\.\d+|M\d+)(-[a-z-]+)?\.json$/;

/**
 * The statements that hold, each with the spec files that say so: the table of a README.
 * @param {string} claims folder of the claims
 * @returns {Promise<Map<string, string[]>>}
 */
export async function readStatements(claims) {
  const statements = new Map();
  for (const line of (await readFile(join(claims, 'README.md'), 'utf8')).split('\n')) {
    const row = ROW.exec(line);
    if (row === null) continue;
    const files = [...row[2].matchAll(/(?:claim|boxes)-?[\w-]*\.spec\.ts/g)].map(([file]) => file);
    if (files.length === 0) throw new Error(`claims/README.md names no file for ${row[1]}`);
    if (statements.has(row[1])) throw new Error(`claims/README.md has two rows for ${row[1]}`);
    statements.set(row[1], files);
  }
  if (statements.size === 0) throw new Error('claims/README.md has no table of statements');
  return statements;
}

/**
 * Every spec file of the claims.
 * @param {string} claims folder of the claims
 * @returns {Promise<string[]>}
 */
export async function specFiles(claims) {
  return (await readdir(claims)).filter((name) => name.endsWith('.spec.ts')).sort(byNumbers);
}

/**
 * All patches, by name.
 * @param {string} folder
 * @returns {Promise<Patch[]>}
 */
export async function readPatches(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return Promise.all(names.sort(byNumbers).map((name) => readPatch(folder, name)));
}

async function readPatch(folder, name) {
  const patch = JSON.parse(await readFile(join(folder, name), 'utf8'));
  const members = patch.spec === undefined ? OF_STATEMENT : OF_SPEC;
  const missing = members.filter((member) => typeof patch[member] !== 'string');
  if (missing.length > 0) throw new Error(`${name} lacks ${missing.join(', ')}`);
  if (NAME.exec(name)?.[1] !== patch.statement) {
    throw new Error(`${name} has to be named after its statement, ${patch.statement}`);
  }
  return { ...patch, name: name.slice(0, -'.json'.length) };
}

/** C1.5 before C1.10. */
function byNumbers(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

/**
 * The text with its one line broken; throws where that is not one place in one line.
 * @param {string} text of the source file
 * @param {Patch} patch
 */
export function broken(text, { find, replace, file }) {
  const [before, ...after] = text.split(find);
  if (after.length !== 1) throw new Error(`${file} has ${after.length} times: ${find}`);
  if (find.trim().includes('\n')) throw new Error(`more than one line of ${file} is broken`);
  if (find === replace) throw new Error(`nothing of ${file} is broken`);
  return `${before}${replace}${after[0]}`;
}
