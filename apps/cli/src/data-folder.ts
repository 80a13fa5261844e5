import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '@liaison/bus';

/** What a running `liaison dev` leaves in its folder, so that other commands find it. */
export interface RunningSystem {
  readonly pid: number;
  readonly natsUrl: string;
  readonly seedFile: string;
  /** `ws://127.0.0.1:43121/terminal`, one a gateway. */
  readonly terminals: readonly string[];
}

/** The folder a development server keeps everything in; by default `.liaison/data`. */
export class DataFolder {
  constructor(readonly path: string) {}

  get engine(): string {
    return join(this.path, 'engine');
  }

  /** File of the example's logins and passwords, readable by the owner only. */
  get examplePeople(): string {
    return join(this.path, 'example-people.json');
  }

  /** File of the example's services and their secrets, readable by the owner only. */
  get exampleServices(): string {
    return join(this.path, 'example-services.json');
  }

  /** Where the example keeps its terminals' ids and refresh tokens. */
  get exampleTerminals(): string {
    return join(this.path, 'example-terminals.json');
  }

  /** The master key's file; made on the first start, readable by the owner only. */
  async masterKey(): Promise<string> {
    const file = join(this.path, 'master.key');
    if (!existsSync(file)) {
      await mkdir(this.path, { recursive: true, mode: 0o700 });
      await writeFile(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    }
    return file;
  }

  /** The system that runs on this folder now; undefined: none. */
  async running(): Promise<RunningSystem | undefined> {
    if (!existsSync(this.runningFile)) return undefined;
    const said = JSON.parse(await readFile(this.runningFile, 'utf8')) as RunningSystem;
    return isAlive(said.pid) ? said : undefined;
  }

  async announce(system: RunningSystem): Promise<void> {
    const draft = `${this.runningFile}.${process.pid}`;
    await writeFile(draft, JSON.stringify(system), { mode: 0o600 });
    await rename(draft, this.runningFile);
  }

  async withdraw(): Promise<void> {
    await rm(this.runningFile, { force: true });
  }

  private get runningFile(): string {
    return join(this.path, 'running.json');
  }
}
