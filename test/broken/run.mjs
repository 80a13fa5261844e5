/**
 * Breaks one line of the source for each statement, and sees that statement's tests fail.
 * `npm run test:broken`, `npm run test:broken -- C1.5 C2.6-gap model-block` for some, with `--all` in
 * all spec files.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, step } from '../../deploy/local/steps.mjs';
import { setUp } from '../../deploy/local/setup.mjs';
import { copyCheckout } from './copy.mjs';
import { broken, readPatches, readStatements, specFiles } from './patches.mjs';
import { compile, runSpec } from './programs.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const CHECKOUT = dirname(dirname(HERE));
const COPY = join(CHECKOUT, '.liaison', 'broken', String(process.pid));

const CLAIMS = join('test', 'claims');
const REASON_LINES_MAX = 12;
/** Every spec file of the claims is run for each patch, not the statement's own alone. */
const EVERYWHERE = '--all';

/** A process that never got ready fails everything, which proves nothing of one statement. */
const BLUNT = /was not ready in time|ended with \d|could not be run/;

await command(async () => {
  const given = process.argv.slice(2);
  const wanted = given.filter((one) => one !== EVERYWHERE);
  const claims = join(CHECKOUT, CLAIMS);
  const statements = await readStatements(claims);
  const everywhere = given.includes(EVERYWHERE) ? await specFiles(claims) : [];
  const all = await readPatches(HERE);
  const patches = all.filter(
    (patch) => isWanted(groupOf(patch), wanted) || wanted.includes(patch.name),
  );
  const complaints = complaintsOf(statements, all, wanted);
  const filesOf = ({ spec, statement }) => {
    const own = [...(statements.get(statement) ?? []), ...everywhere];
    return spec === undefined ? [...new Set(own)].map((file) => join(CLAIMS, file)) : [spec];
  };
  if (complaints.length === 0) complaints.push(...(await tryAll(patches, filesOf)));
  for (const complaint of complaints) console.log(`NOT PROVEN  ${complaint}`);
  console.log(`${patches.length} patches, ${complaints.length} complaints`);
  return complaints.length === 0 ? 0 : 1;
});

/** In a copy: unbroken first, then one patch after the other; answers what is not proven. */
async function tryAll(patches, filesOf) {
  process.env['LIAISON_NATS_SERVER'] ??= (await setUp()).engine;
  try {
    await step('copy', async () => ({ said: COPY, value: await copyCheckout(CHECKOUT, COPY) }));
    const complaints = await tryUnbroken(patches, filesOf);
    if (complaints.length > 0) return complaints;
    for (const patch of patches) complaints.push(...(await tryBroken(patch, filesOf(patch))));
    return complaints;
  } finally {
    await rm(COPY, { recursive: true, force: true });
  }
}

function isWanted(name, wanted) {
  return wanted.length === 0 || wanted.includes(name);
}

/** By what it is asked for: its statement, where it belongs to one. */
function groupOf({ statement, name }) {
  return statement ?? name;
}

/** Every statement needs a patch, every patch a statement. */
function complaintsOf(statements, patches, wanted) {
  const patched = new Set(patches.flatMap(({ statement }) => statement ?? []));
  const known = new Set([...statements.keys(), ...patches.map(({ name }) => name)]);
  return [
    ...[...statements.keys()]
      .filter((statement) => isWanted(statement, wanted) && !patched.has(statement))
      .map((statement) => `${statement} has no patch`),
    ...[...patched]
      .filter((statement) => isWanted(statement, wanted) && !statements.has(statement))
      .map((statement) => `${statement} has a patch and stands in no table`),
    ...wanted.filter((one) => !known.has(one)).map((one) => `${one} is no statement and no patch`),
  ];
}

/** Only what passes unbroken can be seen to fail. */
async function tryUnbroken(patches, filesOf) {
  const files = [...new Set(patches.flatMap(filesOf))];
  if (files.length === 0) return [];
  const against = await compile(COPY);
  if (against !== undefined) return [`the unbroken source does not compile:\n${against}`];
  const outcomes = [];
  for (const file of files) {
    const tests = await step(`unbroken ${file}`, async () => {
      const value = await runSpec(COPY, file);
      return { said: `${value.length} tests`, value };
    });
    outcomes.push(...tests);
  }
  return [
    ...outcomes
      .filter(isFailed)
      .map(({ title, failures }) => `fails unbroken: ${title}\n${reasonOf(failures)}`),
    ...patches
      .filter((patch) => !outcomes.some(({ title }) => isOf(title, patch)))
      .map((patch) => `${groupOf(patch)} has no test in ${filesOf(patch).join(', ')}`),
  ];
}

/** Breaks, compiles, runs, says what failed, and restores. */
async function tryBroken(patch, files) {
  const file = join(COPY, patch.file);
  const whole = await readFile(file, 'utf8');
  const began = performance.now();
  try {
    await writeFile(file, broken(whole, patch));
    const against = await compile(COPY);
    if (against !== undefined) return [`${patch.name} does not compile:\n${against}`];
    const outcomes = [];
    for (const spec of files) {
      outcomes.push(...(await runSpec(COPY, spec)));
    }
    return judge(patch, outcomes, Math.round((performance.now() - began) / 1_000));
  } catch (error) {
    return [`${patch.name}: ${error.message}`];
  } finally {
    await writeFile(file, whole);
  }
}

function judge(patch, outcomes, seconds) {
  const failed = outcomes.filter(isFailed);
  const own = failed.filter(({ title }) => isOf(title, patch) && title.includes(patch.by ?? ''));
  const others = new Set(
    failed.filter((outcome) => !own.includes(outcome)).map(({ title }) => title.split(' ')[0]),
  );
  const isBlunt = failed.some(({ failures }) => failures.some((text) => BLUNT.test(text)));
  if (isBlunt && patch.isAtStart !== true) {
    return [`${patch.name} is blunt: a part of the server does not even start`];
  }
  if (own.length === 0) {
    const instead = others.size === 0 ? '' : `; failed instead: ${[...others].join(', ')}`;
    return [`${patch.name} was survived${instead} (${patch.why})`];
  }
  const with_ = others.size === 0 ? 'nothing else' : [...others].join(', ');
  console.log(
    `${patch.name}  caught by ${own.length} of its tests, with it: ${with_}  (${seconds} s)  ${patch.why}`,
  );
  return [];
}

/** The beginning of the first failure, without its stack. */
function reasonOf([first = '']) {
  const lines = first.split('\n').filter((line) => !/^\s+at /.test(line));
  return lines.slice(0, REASON_LINES_MAX).join('\n');
}

function isFailed({ failures }) {
  return failures.length > 0;
}

function isOf(title, { statement, title: own }) {
  return title.startsWith(statement === undefined ? own : `${statement} `);
}
