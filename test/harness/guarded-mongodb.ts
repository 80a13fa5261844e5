import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Binary } from 'mongodb';
import { databaseAt } from '../databases.mjs';
import { inDatabase } from './mongodb.js';
import { type Program, endProgram, startProgram } from './processes.js';
import { Proxy } from './proxy.js';

/** Smaller than any file of a database. */
const NO_ROOM = '--fsize=4096:unlimited';
const ROLES = [{ role: 'readWrite', db: 'liaison' }];
/** Of all its users. */
export const PASSWORD = 'secret-of-mine';

type User = 'liaison' | 'reader' | 'admin';

/**
 * A MongoDB that demands to know who its users are: `liaison` has the rights it needs, `reader` may only
 * read; `line` leads to it. Beside `liaison` there is a database `theirs` with the keys of another log.
 */
export class GuardedMongodb {
  private constructor(
    private readonly data: string,
    private server: Program,
    readonly line: Proxy,
  ) {}

  static async start(data: string): Promise<GuardedMongodb> {
    const server = await startServer(data);
    const { url } = server.ready;
    const admin = { pwd: PASSWORD, roles: [{ role: 'root', db: 'admin' }] };
    await inDatabase(databaseAt(String(url), 'admin'), (db) =>
      db.command({ createUser: 'admin', ...admin }),
    );
    await endProgram(server);
    const again = await startServer(data, '--port', new URL(String(url)).port, '--auth');
    const started = new GuardedMongodb(data, again, await lineTo(again));
    await started.asked({ createUser: 'liaison', pwd: PASSWORD, roles: ROLES });
    const reads = [{ role: 'read', db: 'liaison' }];
    await started.asked({ createUser: 'reader', pwd: PASSWORD, roles: reads });
    await inDatabase(addressOf(String(url), 'admin', 'theirs'), async (theirs) => {
      const check = { _id: 'check', keys: 'theirs', value: new Binary(Buffer.alloc(64)) };
      await theirs.collection<{ readonly _id: string }>('keys').insertOne(check);
    });
    return started;
  }

  /** Of a database, for a user, by a line. */
  url(line = this.line, user: User = 'liaison', database = 'liaison'): string {
    return addressOf(line.url, user, database);
  }

  /** One more line to it. */
  lineBeside(): Promise<Proxy> {
    return lineTo(this.server);
  }

  /** What `liaison` may do from now on: what is needed, or nothing. */
  async allow(may: boolean): Promise<void> {
    await this.asked({ updateUser: 'liaison', roles: may ? ROLES : [] });
    // Who was let in is looked at again on a new line only.
    this.breakLines();
  }

  /** Who is on the line begins anew. */
  breakLines(): void {
    this.line.cut();
    this.line.heal();
  }

  /** It can write into its files no more, as on a full disk. */
  async fill(): Promise<void> {
    await promisify(execFile)('prlimit', ['--pid', String(this.server.ready['pid']), NO_ROOM]);
  }

  /** With room for its files. */
  async startAgain(): Promise<void> {
    await endProgram(this.server);
    const { port } = new URL(String(this.server.ready['url']));
    this.server = await startServer(this.data, '--port', port, '--auth');
  }

  async stop(): Promise<void> {
    await this.line.stop();
    await endProgram(this.server);
  }

  /** By its administrator. */
  private async asked(command: object): Promise<void> {
    const url = addressOf(String(this.server.ready['url']), 'admin', 'admin');
    await inDatabase(url, (admin) => admin.command({ ...command }));
  }
}

function startServer(data: string, ...flags: readonly string[]): Promise<Program> {
  return startProgram({
    script: 'deploy/local/mongodb-server.mjs',
    args: ['--data', data, ...flags],
    readyEvent: 'mongodb',
  });
}

async function lineTo(server: Program): Promise<Proxy> {
  const line = await Proxy.to(String(server.ready['url']));
  line.alter((bytes) => bytes);
  return line;
}

function addressOf(url: string, username: User, database: string): string {
  const address = new URL(databaseAt(url, database));
  address.search = 'directConnection=true&authSource=admin';
  return String(Object.assign(address, { username, password: PASSWORD }));
}
