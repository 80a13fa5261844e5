import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from './processes.mjs';
import { SetupFailed } from './steps.mjs';

/** What a Chromium is called, Debian's own first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
/** A mirror may stand still. */
const INSTALL_MS = 300_000;

/** The path of a Chromium on PATH; undefined: none. @returns {string | undefined} */
export function findChromium() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

/**
 * Finds the browser that the page is tested with. A continuous build, which may skip nothing, installs
 * Debian's where there is none; on anybody's own machine nothing is installed.
 * @param {{ mayInstall: boolean }} options
 */
export async function findOrInstallChromium({ mayInstall }) {
  const found = findChromium();
  if (found !== undefined) return { said: found, value: found };
  if (!mayInstall) return { said: 'none on PATH: the tests of the page are skipped', value: '' };
  await apt('update', '-qq');
  await apt('install', '-qq', '-y', '--no-install-recommends', 'chromium');
  const installed = findChromium();
  if (installed === undefined) throw new SetupFailed('Chromium was installed and is not on PATH');
  return { said: `${installed}, installed`, value: installed };
}

async function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, err } = await runProgram('apt-get', args, { env, timeoutMs: INSTALL_MS });
  if (code === 0) return;
  throw new SetupFailed(`Chromium could not be installed (apt-get ${args[0]}):\n${err.trim()}`);
}
