import { existsSync } from 'node:fs';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetupFailed } from './steps.mjs';

/**
 * Where the programs lie: the command, and every box. A program and what it shares with others are
 * a few files in place of two thousand, and so are loaded in a third of the time.
 */
export const PROGRAMS = join('apps', 'cli', 'dist', 'programs');
/** Beside them: the files they were made of. */
const INPUTS = 'inputs.json';
/** What programs share is named by its content; a program that runs may still load an older one. */
const SHARED = /-[0-9A-Z]{8}\.js$/;
const SHARED_KEPT_MS = 24 * 60 * 60 * 1000;
/** Files looked at at once. */
const LOOKS_MAX = 256;

/**
 * Left to be found when a program runs: what has machine code of its own, and what frameworks ask for
 * where it is installed (transports, validators, databases that we do not use).
 */
const LEFT_OUT = [
  '@fastify/*',
  '@grpc/*',
  '@mikro-orm/*',
  '@nestjs/mongoose',
  '@nestjs/sequelize*',
  '@nestjs/typeorm*',
  '@nestjs/websockets/*',
  '@node-rs/argon2',
  'amqp-connection-manager',
  'amqplib',
  'bufferutil',
  'class-transformer',
  'class-validator',
  'ioredis',
  'kafkajs',
  'mongoose',
  'mqtt',
  'nats',
  'reflect-metadata',
  'sequelize',
  'typeorm',
  'utf-8-validate',
];

/** Decorators need the first of all; packages that are no modules ask for others by `require`. */
const FIRST = [
  "import 'reflect-metadata';",
  "import { createRequire as requireFrom } from 'node:module';",
  'const require = requireFrom(import.meta.url);',
].join('\n');

/**
 * Puts the programs together anew if a file they were made of has changed.
 * @param {string} root the checkout, compiled
 */
export async function bundle(root) {
  const folder = join(root, PROGRAMS);
  if (!(await isStale(root, folder))) return { said: 'up to date', value: undefined };
  const { build } = await import(
    pathToFileURL(join(root, 'node_modules/esbuild/lib/main.js')).href
  );
  const entries = await entriesOf(root);
  try {
    const { metafile } = await build({ ...OPTIONS, absWorkingDir: root, entryPoints: entries });
    await dropOld(folder);
    await writeFile(join(folder, INPUTS), JSON.stringify(Object.keys(metafile.inputs)));
  } catch (error) {
    throw new SetupFailed(`The programs could not be put together:\n${error.message}`);
  }
  return { said: `put ${entries.length} together`, value: undefined };
}

/** How a program is put together. */
export const OPTIONS = {
  outdir: PROGRAMS,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: { js: FIRST },
  external: LEFT_OUT,
  // Its other form asks for its own files in a way that cannot be followed.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  metafile: true,
  logLevel: 'silent',
};

/** @param {string} app */
export const mainOf = (app) => join('apps', app, 'dist', 'main.js');

/** The command, and each app that is a box. @param {string} root */
async function entriesOf(root) {
  const apps = await readdir(join(root, 'apps'));
  const boxes = apps.filter((app) => existsSync(join(root, 'apps', app, 'src', 'box.ts')));
  return [
    { in: mainOf('cli'), out: 'liaison' },
    ...boxes.map((box) => ({ in: mainOf(box), out: box })),
  ];
}

/** A file they were made of is newer, or gone; or there are none yet. */
async function isStale(root, folder) {
  const listed = await readFile(join(folder, INPUTS), 'utf8').catch(() => undefined);
  const made = await timeOf(join(folder, INPUTS));
  if (listed === undefined || made === undefined) return true;
  const inputs = [
    ...JSON.parse(listed),
    'package-lock.json',
    join('deploy', 'local', 'bundle.mjs'),
  ];
  for (let at = 0; at < inputs.length; at += LOOKS_MAX) {
    const some = inputs.slice(at, at + LOOKS_MAX);
    const times = await Promise.all(some.map((input) => timeOf(join(root, input))));
    if (times.some((time) => time === undefined || time > made)) return true;
  }
  return false;
}

/** @param {string} folder of the programs */
async function dropOld(folder) {
  const oldest = Date.now() - SHARED_KEPT_MS;
  for (const name of (await readdir(folder)).filter((file) => SHARED.test(file))) {
    const written = await timeOf(join(folder, name));
    if (written !== undefined && written < oldest) await rm(join(folder, name), { force: true });
  }
}

/** When a file was last written, milliseconds since the epoch; undefined: there is none. */
async function timeOf(path) {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}
