import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Who may import whom: apps → store → bus → contracts → domain, apps → runtime → contracts. */
const MAY_IMPORT = {
  'libs/domain': [],
  'libs/contracts': ['libs/domain'],
  'libs/bus': ['libs/contracts', 'libs/domain'],
  'libs/store': ['libs/bus', 'libs/contracts'],
  'libs/runtime': ['libs/contracts'],
};
/** What strangers may use of ours. A terminal's needs nothing but what every browser and Node have. */
const TERMINAL_SDK = 'libs/terminal-sdk';
/** A service's needs the NATS client besides, and nothing of ours. */
const SERVICE_SDK = 'libs/service-sdk';
const SDKS = [TERMINAL_SDK, SERVICE_SDK];
const EVERY_LIB = Object.keys(MAY_IMPORT);
const DEV_HOST = 'apps/cli';
const STRANGERS = ['apps/examples', 'apps/page', 'test', 'deploy', ...SDKS];
/** The tests that may see the domain: they compare the reference model with it. */
const COMPARISONS = ['test/model/comparison.spec.ts', 'test/model/past.spec.ts'];

const DOMAIN_LIBRARIES = ['rrule-temporal', 'temporal-polyfill', 'libphonenumber-js'];
/** Packages with one importer: the NATS client and mongodb. Strangers are not ours. */
const SOLE_IMPORTER = [
  [/^(@nats-io\/|nats$)/, 'libs/bus'],
  [/^mongodb$/, 'libs/store'],
];
const ENVIRONMENT_READER = 'libs/runtime';
/** Statements begin a line; in the middle of a line only `import(…)` does, and not in a text. */
const IMPORTS = [
  /^\s*(?:import|export)\b[^'"`;=()]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /^[^'"`\n]*\bimport\s*\(\s*['"]([^'"]+)['"]/gm,
];
/** What would import past these, outside of a text. */
const REQUIRE = /^[^'"`\n]*\b(?:createRequire\b|require\s*\()/m;
const COMPUTED_IMPORT = /^[^'"`\n]*\bimport\s*\(\s*[^'"\s]/m;
/** A member of the process, taken out of it, imported, or the process itself under another name. */
const ENVIRONMENT = [
  /\bprocess\s*(?:\?\s*)?(?:\.\s*env\b|(?:\.\s*)?\[\s*['"`]env['"`]\s*\])/,
  /\benv\b[^;]*\}\s*=\s*(?:globalThis\s*\.\s*)?process\b/,
  /\bfrom\s*['"](?:node:)?process['"]/,
  /[=(]\s*process\s*(?:[;,)]|as\b)/,
];

/**
 * Reads imports, package.json declarations and layers of a checkout, and names what is forbidden.
 * @param {string} root
 * @returns {Promise<string[]>} one line a violation: file: what, and why
 */
export async function findViolations(root) {
  const packages = await readPackages(root);
  const violations = [];
  for (const pack of packages) {
    violations.push(...declarationViolations(pack, packages));
    for (const file of await sources(join(root, pack.folder))) {
      const name = relative(root, file).split(sep).join('/');
      violations.push(
        ...fileViolations({ name, text: await readFile(file, 'utf8') }, pack, packages),
      );
    }
  }
  return violations;
}

/** @typedef {{ folder: string, name: string, declared: string[] }} Package */

/** @param {string} root @returns {Promise<Package[]>} */
async function readPackages(root) {
  const found = [];
  for (const group of ['libs', 'apps']) {
    if (!existsSync(join(root, group))) continue;
    for (const entry of (await readdir(join(root, group))).toSorted()) {
      found.push(await readPackage(root, `${group}/${entry}`));
    }
  }
  const top = await readPackage(root, '.');
  for (const folder of ['test', 'deploy']) {
    if (existsSync(join(root, folder))) found.push({ ...top, folder });
  }
  return found;
}

/** @param {string} root @param {string} folder @returns {Promise<Package>} */
async function readPackage(root, folder) {
  const { name, dependencies, devDependencies } = JSON.parse(
    await readFile(join(root, folder, 'package.json'), 'utf8'),
  );
  return { folder, name, declared: Object.keys({ ...dependencies, ...devDependencies }) };
}

/** @param {string} folder @returns {Promise<string[]>} */
async function sources(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.[mc]?[tj]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/[\\/](dist|node_modules|\.liaison)[\\/]/.test(file.slice(folder.length)))
    .toSorted();
}

/** @param {Package} pack @param {Package[]} packages */
function declarationViolations(pack, packages) {
  const ours = pack.declared.filter((name) => name.startsWith('@liaison/'));
  return ours
    .map((name) => packages.find((other) => other.name === name))
    .filter((other) => other !== undefined && !mayImport(pack.folder, other.folder))
    .map(
      (other) => `${pack.folder}/package.json: declares ${other.name}, ${layerRule(pack.folder)}`,
    );
}

/** @param {{ name: string, text: string }} file @param {Package} pack @param {Package[]} packages */
function fileViolations(file, pack, packages) {
  const found = [];
  const specifiers = IMPORTS.flatMap((pattern) => [...file.text.matchAll(pattern)]);
  for (const [, specifier] of specifiers) {
    const why = importViolation(specifier, file, pack, packages);
    if (why !== undefined) found.push(`${file.name}: imports ${specifier}, ${why}`);
  }
  const isPart = pack.folder.startsWith('libs/') || pack.folder.startsWith('apps/');
  if (REQUIRE.test(file.text) || (isPart && COMPUTED_IMPORT.test(file.text))) {
    found.push(`${file.name}: loads what nobody can read here, import packages by their name`);
  }
  if (isPart && pack.folder !== ENVIRONMENT_READER && readsEnvironment(file)) {
    found.push(`${file.name}: reads the environment, which ${ENVIRONMENT_READER} alone may`);
  }
  return found;
}

/** Specs and what supports them are told by it where the engine is. @param {{ name: string, text: string }} file */
function readsEnvironment(file) {
  if (isForTests(file.name) || isStranger(file.name)) return false;
  return ENVIRONMENT.some((pattern) => pattern.test(file.text));
}

/** One runs wherever there is a WebSocket, the other wherever there is Node. */
function sdkViolation(specifier, { name }) {
  if (isForTests(name)) return undefined;
  if (name.startsWith(`${TERMINAL_SDK}/`)) return `but ${TERMINAL_SDK} imports nothing at all`;
  const isFree = !name.startsWith(`${SERVICE_SDK}/`) || /^(node:|@nats-io\/)/.test(specifier);
  return isFree ? undefined : `but ${SERVICE_SDK} imports Node and the NATS client alone`;
}

/** @returns {string | undefined} why it is forbidden */
function importViolation(specifier, file, pack, packages) {
  if (specifier.startsWith('.')) return relativeViolation(specifier, file, pack);
  return sdkViolation(specifier, file) ?? packageViolation(specifier, file, pack, packages);
}

function packageViolation(specifier, file, pack, packages) {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return undefined;
  const name = packageName(specifier);
  const other = packages.find((one) => one.name === name);
  if (isForAnyTest(file.name, pack, other)) return undefined;
  if (other !== undefined) return ownViolation(specifier, file, pack, other);
  return foreignViolation(name, file, pack) ?? undeclared(name, pack);
}

/** What the tests outside of packages need not declare. */
function isForAnyTest(name, pack, other) {
  if (pack.folder === 'test' && SDKS.includes(other?.folder)) return true;
  return COMPARISONS.includes(name) && other?.folder === 'libs/domain';
}

/** Of a package of ours; what it holds for tests is for nothing else. */
function ownViolation(specifier, file, pack, other) {
  if (specifier === `${other.name}/fixtures` && !isForTests(file.name)) return 'which is for tests';
  const may = mayImport(pack.folder, other.folder);
  return may ? undeclared(other.name, pack) : layerRule(pack.folder);
}

function relativeViolation(specifier, file, pack) {
  const target = resolve('/', dirname(file.name), specifier).slice(1);
  const inside = `${target}/`.startsWith(`${pack.folder}/`);
  const toTools = pack.folder === 'test' && target.startsWith('deploy/');
  return inside || toTools
    ? undefined
    : `which leaves ${pack.folder}: import packages by their name`;
}

function foreignViolation(name, file, pack) {
  if (pack.folder === 'libs/domain' && !isForTests(file.name)) {
    return DOMAIN_LIBRARIES.includes(name)
      ? undefined
      : `the domain has three libraries only: ${DOMAIN_LIBRARIES.join(', ')}`;
  }
  const sole = SOLE_IMPORTER.find(([pattern]) => pattern.test(name));
  if (sole === undefined || isStranger(pack.folder) || pack.folder === sole[1]) return undefined;
  return isForTests(file.name) ? undefined : `which ${sole[1]} alone may import`;
}

/** Libraries of the tests beside the code, declared once, at the root. */
const TEST_LIBRARIES = ['@jest/globals', 'fast-check'];

function undeclared(name, pack) {
  const known = [...pack.declared, ...TEST_LIBRARIES, pack.name].includes(name);
  return known ? undefined : `which ${pack.folder}/package.json does not declare`;
}

/** @param {string} name of a file */
function isForTests(name) {
  return /\.(spec|fixture)\.ts$|\/fixtures\//.test(name);
}

function mayImport(from, to) {
  if (isStranger(from)) return SDKS.includes(to) && !SDKS.includes(from);
  if (from === DEV_HOST) return !isStranger(to);
  if (from.startsWith('apps/')) return EVERY_LIB.includes(to);
  return (MAY_IMPORT[from] ?? []).includes(to);
}

function isStranger(folder) {
  return STRANGERS.some((stranger) => folder === stranger || folder.startsWith(`${stranger}/`));
}

function layerRule(from) {
  if (isStranger(from))
    return `but ${from} is a stranger: of ours it may use ${SDKS.join(' and ')} alone`;
  if (from.startsWith('apps/')) return `but ${from} may import libs only: ${EVERY_LIB.join(', ')}`;
  return `but ${from} may import only: ${(MAY_IMPORT[from] ?? []).join(', ') || 'nothing of ours'}`;
}

function packageName(specifier) {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}
