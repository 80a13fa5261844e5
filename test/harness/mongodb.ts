import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { type Db, MongoClient } from 'mongodb';
import { DATABASES_OF_RUN, databaseAt } from '../databases.mjs';
import { type Program, startProgram } from './processes.js';

/** Where rows and keys may be kept. */
export type Store = 'engine' | 'mongodb';
/** A whole run of tests may be on MongoDB. */
export const STORE: Store = process.env['LIAISON_TEST_STORE'] === 'mongodb' ? 'mongodb' : 'engine';

/** False: the set-up of the tests found no server, and said why. */
export const mayUseMongodb = process.env['LIAISON_TEST_MONGODB'] !== 'none';
/** The stores that there are here. */
export const STORES: readonly Store[] = mayUseMongodb ? ['engine', 'mongodb'] : ['engine'];
/** A server that is there already, for others too. */
const GIVEN = process.env['LIAISON_TEST_MONGODB_URL'] ?? '';
/** False: the server is not ours to be ended, frozen, or brought back as another copy. */
export const mayEndMongodb = mayUseMongodb && GIVEN === '';

/** A database of a system's own, and the server it is on, where that is its own too. */
export interface Database {
  readonly url: string;
  readonly server?: Program;
}

/**
 * The database of the system that keeps its data in this place: on a server of its own there, at the port
 * it had before, if it ran before; or on the one that is given, under a name that a file there holds.
 */
export async function startDatabase(place: string, before?: string): Promise<Database> {
  if (GIVEN !== '') return { url: databaseAt(GIVEN, await nameIn(place)) };
  const port = before === undefined ? [] : ['--port', new URL(before).port];
  const server = await startProgram({
    script: 'deploy/local/mongodb-server.mjs',
    args: ['--data', place, ...port],
    readyEvent: 'mongodb',
  });
  return { url: databaseAt(String(server.ready['url']), 'liaison'), server };
}

/** A system's own, or, beside one that keeps all in its engine, another one. */
export async function databaseFor(
  { databaseUrl: url }: { readonly databaseUrl: string | undefined },
  place: string,
): Promise<Database> {
  return url === undefined ? startDatabase(place) : { url };
}

async function nameIn(file: string): Promise<string> {
  const name = newName();
  try {
    await writeFile(file, name, { flag: 'wx' });
    return name;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFile(file, 'utf8');
  }
}

const newName = (): string => `${DATABASES_OF_RUN}${randomUUID().slice(0, 13)}`;

/** On the same server a database that nobody has used. */
export function databaseBeside(url: string): string {
  return databaseAt(url, newName());
}

/** Where a system had one on a server that others use too. */
export async function dropDatabase(url: string | undefined): Promise<void> {
  if (url !== undefined) await inDatabase(url, (database) => database.dropDatabase());
}

/** Works on a database, past everything of ours. */
export async function inDatabase<T>(url: string, work: (database: Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(url);
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}
