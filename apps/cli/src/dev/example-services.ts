import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { CommandResult } from '@liaison/contracts';
import type { DataFolder } from '../data-folder.js';
import { CommandFailed } from '../failure.js';
import type { Operator } from '../operator.js';

/** A service of the example, as its own process reads it. */
interface ExampleService {
  readonly user: string;
  readonly secret: string;
}

const SERVICES = ['calendar', 'telephony', 'messaging'] as const;

/**
 * Registers the example's services where they are missing, and opens them to everyone; their secrets
 * stay in a file of the owner's, for they are told once.
 */
export async function registerServices(operator: Operator, folder: DataFolder): Promise<void> {
  const file = folder.exampleServices;
  const known = existsSync(file)
    ? (JSON.parse(await readFile(file, 'utf8')) as readonly ExampleService[])
    : [];
  const all = [...known];
  for (const service of SERVICES) {
    await register(operator, service);
    if (known.every(({ user }) => user !== service)) all.push(await identity(operator, service));
    await operator.change('service-registry', 'service.open', { service });
  }
  if (all.length === known.length) return;
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(all), { mode: 0o600 });
  await rename(draft, file);
}

async function register(operator: Operator, service: string): Promise<void> {
  try {
    await operator.change('service-registry', 'service.register', { service });
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.code !== 'already-registered') throw error;
  }
}

async function identity(operator: Operator, service: string): Promise<ExampleService> {
  const answer = await operator.change('auth', 'service.issue-identity', {
    service,
    kind: 'secret',
  });
  const { user, secret } = answer as unknown as CommandResult<'auth', 'service.issue-identity'>;
  return { user, secret: secret ?? '' };
}
