import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What one test came to: its title, and what it failed with. */
/** @typedef {{ title: string, failures: string[] }} Outcome */

const RUN_MAX_MS = 540_000;
const REPORT = '.liaison-claims.json';

/**
 * Compiles; answers what the compiler says against it, or undefined.
 * @param {string} folder of the checkout or of a copy
 * @returns {Promise<string | undefined>}
 */
export async function compile(folder) {
  const tsc = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = await run([tsc, '-b'], folder);
  if (compiled.code !== 0) return compiled.text;
  const { code, text } = await run([join(folder, 'deploy', 'local', 'programs.mjs')], folder);
  return code === 0 ? undefined : text;
}

/**
 * Runs a spec file; answers every test. Throws where it could not be run.
 * @param {string} folder of the copy
 * @param {string} file from there
 * @returns {Promise<Outcome[]>}
 */
export async function runSpec(folder, file) {
  const report = join(folder, REPORT);
  await rm(report, { force: true });
  const jest = join(folder, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--no-warnings'];
  const args = ['--config', 'test/jest.config.mjs', '--rootDir', '.', '--runInBand'];
  // On one store: what is seen on the other too need not fail twice.
  const projects = ['--selectProjects', 'parts', 'system', 'alone'];
  const wanted = [...projects, '--json', '--outputFile', report, '--runTestsByPath'];
  const spec = join(folder, file);
  const { text } = await run([...flags, jest, ...args, ...wanted, spec], folder);
  const read = await readFile(report, 'utf8').catch(() => undefined);
  if (read === undefined) throw new Error(`the tests did not run:\n${text.slice(-2_000)}`);
  return JSON.parse(read).testResults.flatMap(outcomesOf);
}

function outcomesOf({ assertionResults, message, name }) {
  if (assertionResults.length === 0) throw new Error(`${name} could not be run:\n${message}`);
  return assertionResults.map(({ title, status, failureMessages }) => ({
    title,
    failures: status === 'failed' ? failureMessages : [],
  }));
}

/** Runs Node to the end of a program, at most `RUN_MAX_MS`; all it started ends with it. */
function run(args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const hear = (chunk) => (text += chunk);
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const endAll = () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const late = setTimeout(endAll, RUN_MAX_MS);
    const leave = () => {
      endAll();
      process.exit(1);
    };
    process.once('SIGINT', leave);
    process.once('SIGTERM', leave);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(late);
      process.off('SIGINT', leave);
      process.off('SIGTERM', leave);
      resolve({ code, text });
    });
  });
}
