import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a running `liaison dev` leaves in its folder, so that other commands find it. */
export interface RunningSystem {
  readonly pid: number;
  readonly natsUrl: string;
  readonly seedFile: string;
  /** First token of every subject. */
  readonly prefix?: string;
  /** Seed of the account SYS, by which the engine is asked about itself. */
  readonly systemSeedFile?: string;
  readonly masterKeyFile?: string;
  /** Where rows and keys are kept, with its password; absent: in the engine. */
  readonly mongodbUrl?: string;
  /** `ws://127.0.0.1:43121/terminal`, one a gateway. */
  readonly terminals: readonly string[];
}

/** Where it is kept, below the folder a development server is started in. */
const USUAL = join('.liaison', 'data');
/** Folders above one another that are looked into. */
const DEPTH_MAX = 64;

/** A running system, and the folder it was found by. */
export interface FoundSystem {
  readonly folder: DataFolder;
  readonly running: RunningSystem;
}

/** The folder a development server keeps everything in; by default `.liaison/data`. */
export class DataFolder {
  constructor(readonly path: string) {}

  /**
   * The system that runs on a folder; where none is named, on the nearest `.liaison/data` from the
   * working folder upwards on which one runs. undefined: none.
   */
  static async find(path?: string): Promise<FoundSystem | undefined> {
    if (path !== undefined) return foundIn(new DataFolder(path));
    let at = process.cwd();
    for (let depth = 0; depth < DEPTH_MAX; depth++) {
      const found = await foundIn(new DataFolder(join(at, USUAL)));
      const above = dirname(at);
      if (found !== undefined || above === at) return found;
      at = above;
    }
    return undefined;
  }

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
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const { ensureMasterKey } = await import('@liaison/store');
    await ensureMasterKey(file);
    return file;
  }

  /** The system that runs on this folder now; undefined: none. */
  async running(): Promise<RunningSystem | undefined> {
    if (!existsSync(this.runningFile)) return undefined;
    const said = JSON.parse(await readFile(this.runningFile, 'utf8')) as RunningSystem;
    const { isAlive } = await import('@liaison/bus/client');
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

async function foundIn(folder: DataFolder): Promise<FoundSystem | undefined> {
  const running = await folder.running();
  return running === undefined ? undefined : { folder, running };
}
