import { type Db, MongoClient } from 'mongodb';
import { type Program, startProgram } from './processes.js';

/** Where rows and keys may be kept. */
export type Store = 'engine' | 'mongodb';
/** A whole run of tests may be on MongoDB. */
export const STORE: Store = process.env['LIAISON_TEST_STORE'] === 'mongodb' ? 'mongodb' : 'engine';

/** False: the set-up of the tests found no server, and said why. */
export const mayUseMongodb = process.env['LIAISON_TEST_MONGODB'] !== 'none';

/** Starts a MongoDB server on a folder; on the port it had before, if it ran before. */
export function startMongodb(data: string, before?: Program): Promise<Program> {
  const port = before === undefined ? [] : ['--port', new URL(databaseOf(before)).port];
  return startProgram({
    script: 'deploy/local/mongodb-server.mjs',
    args: ['--data', data, ...port],
    readyEvent: 'mongodb',
  });
}

/** The URL of the database that systems of tests use on a server. */
export function databaseOf(server: Program): string {
  return `${String(server.ready['url'])}/liaison`;
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
