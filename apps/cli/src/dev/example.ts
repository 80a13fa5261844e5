import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@liaison/contracts';
import type { DataFolder } from '../data-folder.js';
import { CommandFailed } from '../failure.js';
import type { Operator } from '../operator.js';

/** A user of the example, as the example's own process reads them. */
export interface ExamplePerson {
  readonly user: string;
  readonly login: string;
  readonly displayName: string;
  readonly password: string;
}

const PEOPLE = [
  ['alice', 'Alice Martin'],
  ['bob', 'Bob Okafor'],
  ['carol', 'Carol Lindqvist'],
  ['dave', 'Dave Novák'],
] as const;
const VISITOR = 'dave';
const PASSWORD_BYTES = 15;

/** The example's users; their passwords stay in a file of the owner's. */
export async function examplePeople(folder: DataFolder): Promise<readonly ExamplePerson[]> {
  const file = folder.examplePeople;
  if (!existsSync(file)) {
    await writeFile(file, JSON.stringify(PEOPLE.map(newPerson)), { mode: 0o600, flag: 'wx' });
  }
  return JSON.parse(await readFile(file, 'utf8')) as readonly ExamplePerson[];
}

/** The one of them who does nothing in the story: whoever tries the page may be that user. */
export async function exampleVisitor(folder: DataFolder): Promise<ExamplePerson | undefined> {
  return (await examplePeople(folder)).find(({ user }) => user === VISITOR);
}

/**
 * Registers the example's users where they are missing; answers who of those in the story is erased. Where
 * their passwords were made up just now, as on a log that was restored, those who are there get them.
 */
export async function registerPeople(
  operator: Operator,
  folder: DataFolder,
  arePasswordsNew: boolean,
): Promise<readonly string[]> {
  const erased: string[] = [];
  for (const person of await examplePeople(folder)) {
    const { user, password } = person;
    const found = await registerPerson(operator, person);
    if (found === 'erased' && user !== VISITOR) erased.push(user);
    if (found === 'there' && arePasswordsNew) {
      await operator.change('auth', 'user.set-password', { user, password });
    }
  }
  return erased;
}

function newPerson([user, displayName]: readonly [string, string]): ExamplePerson {
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  return { user, login: `${user}@example.org`, displayName, password };
}

/** Who is erased is so for good. */
async function registerPerson(
  operator: Operator,
  person: ExamplePerson,
): Promise<'added' | 'there' | 'erased'> {
  try {
    await operator.change('auth', 'user.add', person as unknown as JsonObject);
    return 'added';
  } catch (error) {
    const code = error instanceof CommandFailed ? error.code : '';
    if (code === 'already-registered' || code === 'login-taken') return 'there';
    if (code === 'erased') return 'erased';
    throw error;
  }
}

/** The example while it runs: processes of its own that know nothing of ours but the protocol. */
export interface Example {
  stop(): Promise<void>;
}

/** Starts the example's story; `tell` gets each of its lines. */
export function startExample(
  where: { readonly terminals: string; readonly nats: string; readonly prefix: string },
  folder: DataFolder,
  options: { readonly ics?: string; readonly tell: (line: string) => void },
): Example {
  const main = fileURLToPath(new URL('../../../examples/dist/main.js', import.meta.url));
  const ics = options.ics === undefined ? [] : ['--ics', options.ics];
  const people = ['--people', folder.examplePeople, '--terminals', folder.exampleTerminals];
  const bus = ['--nats', where.nats, '--prefix', where.prefix];
  const services = [...bus, '--services', folder.exampleServices];
  const flags = ['--url', where.terminals, ...people, ...services, ...ics];
  const child = spawn(process.execPath, [main, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', options.tell);
  }
  return { stop: () => stopChild(child) };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // With all that it said.
  const gone = once(child, 'close');
  child.kill('SIGTERM');
  await gone;
}
