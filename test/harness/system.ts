import { mkdtemp, rm, writeFile, readFile } from 'node:fs/promises';
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/transport-node';
import { STORE, type Store, dropDatabase, startDatabase } from './mongodb.js';
import { connectOperator, isBack } from './operator.js';
import { type Program, endProgram, startProgram } from './processes.js';
import { type StoreInHand, storeOf } from './store.js';
import { uuidV7 } from './uuid.js';

export type BoxName =
  | 'auth'
  | 'access-monitor'
  | 'availability'
  | 'service-registry'
  | 'notification'
  | 'gateway';
const BOXES: readonly BoxName[] = [
  'auth',
  'access-monitor',
  'availability',
  'service-registry',
  'notification',
  'gateway',
];

/** Boxes that only services need. */
const OF_SERVICES: ReadonlySet<BoxName> = new Set(['service-registry', 'notification']);

/** What a test wants to differ from one process a box. */
export interface SystemOptions {
  /** Services take part: with the boxes that only they need. */
  readonly services?: true;
  /** How many processes of a box; 1 where not named. */
  readonly replicas?: Partial<Record<BoxName, number>>;
  /** Added to every box's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of Node, before every box's script. */
  readonly nodeArgs?: readonly string[];
  /** Where rows and keys are kept; as `LIAISON_TEST_STORE` says, where it is not named. */
  readonly store?: Store;
  /** A database that is there already, for rows and keys. */
  readonly databaseUrl?: string | undefined;
  /** Where the engine keeps its data; a new folder under the system's temporary one otherwise. */
  readonly data?: string;
}

/** The kinds of network that terminals come by. */
export type Network = 'websocket' | 'http';
export const NETWORKS: readonly Network[] = ['websocket', 'http'];

/** A whole mediation server in processes of its own, and an operator's connection to its bus. */
export class System {
  readonly boxes = new Map<BoxName, Program[]>();
  engine!: Program;
  operator!: NatsConnection;
  /** Where rows and keys are kept, where that is not the engine. */
  databaseUrl: string | undefined;
  /** The server of that database, where it is this system's own. */
  mongodb: Program | undefined;

  private constructor(
    readonly data: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly ownsData: boolean,
    private readonly nodeArgs: readonly string[],
  ) {}

  static async start(options: SystemOptions = {}): Promise<System> {
    const data = options.data ?? (await mkdtemp(join(tmpdir(), 'liaison-system-')));
    const masterKey = join(data, 'master.key');
    await writeFile(masterKey, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
    const system = new System(
      data,
      { LIAISON_MASTER_KEY_FILE: masterKey, ...options.env },
      options.data === undefined,
      options.nodeArgs ?? [],
    );
    try {
      system.databaseUrl = options.databaseUrl;
      const store = options.databaseUrl === undefined ? (options.store ?? STORE) : 'named';
      if (store === 'mongodb') await system.startMongodb();
      await system.startEngine();
      await system.startBoxes(options);
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  private async startBoxes({ replicas = {}, services }: SystemOptions): Promise<void> {
    const starting = BOXES.map(async (box) => {
      const least = OF_SERVICES.has(box) && services !== true ? 0 : 1;
      for (let i = 0; i < (replicas[box] ?? least); i++) await this.startBox(box);
    });
    // All of them, so that whoever stops this system knows every process.
    const failed = (await Promise.allSettled(starting)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  /** Starts nats-server on this system's data; where it ran before, on the same port, and until the operator is back. */
  async startEngine(): Promise<void> {
    const port = this.engine === undefined ? [] : ['--port', new URL(this.natsUrl).port];
    this.engine = await startProgram({
      script: 'apps/cli/dist/programs/liaison.js',
      args: ['engine', '--data', join(this.data, 'engine'), '--json', ...port],
      env: { LIAISON_NATS_SERVER: process.env['LIAISON_NATS_SERVER'] ?? '' },
      readyEvent: 'engine',
    });
    if ((this.operator as NatsConnection | undefined) !== undefined) return isBack(this.operator);
    this.operator = await connectOperator(this.natsUrl, await readFile(this.seedFile));
  }

  /** Starts the MongoDB server on this system's data; on the port it had before, if it ran before. */
  async startMongodb(): Promise<void> {
    const { url, server } = await startDatabase(join(this.data, 'mongodb'), this.databaseUrl);
    this.databaseUrl = url;
    this.mongodb = server;
  }

  /** What tells our programs of that database. */
  get storeSettings(): Readonly<Record<string, string>> {
    return this.databaseUrl === undefined ? {} : { LIAISON_MONGODB_URL: this.databaseUrl };
  }

  /** Its rows and keys, for somebody who runs their store. */
  get store(): StoreInHand {
    return storeOf(this);
  }

  get natsUrl(): string {
    return String(this.engine.ready['url']);
  }

  get seedFile(): string {
    return String(this.engine.ready['seedFile']);
  }

  /** Pid of nats-server itself (the engine's program is its parent). */
  get enginePid(): number {
    return Number(this.engine.ready['pid']);
  }

  /** Starts one more process of a box, on any free port; `script`: of another version of its program. */
  async startBox(
    box: BoxName,
    env: Readonly<Record<string, string>> = {},
    script = `apps/cli/dist/programs/${box}.js`,
  ): Promise<Program> {
    const program = await startProgram({
      script,
      nodeArgs: this.nodeArgs,
      env: {
        LIAISON_FOR_TESTS: 'true',
        LIAISON_NATS_URL: this.natsUrl,
        LIAISON_NATS_SEED_FILE: this.seedFile,
        LIAISON_NATS_AUTH_SEED_FILE: String(this.engine.ready['authSeedFile']),
        LIAISON_NATS_ISSUER_SEED_FILE: String(this.engine.ready['issuerSeedFile']),
        LIAISON_NATS_SYSTEM_SEED_FILE: String(this.engine.ready['systemSeedFile']),
        ...this.storeSettings,
        ...this.env,
        ...env,
      },
      readyEvent: 'ready',
    });
    this.boxes.set(box, [...(this.boxes.get(box) ?? []), program]);
    return program;
  }

  /** The nth process of a box. */
  box(name: BoxName, index = 0): Program {
    const program = this.boxes.get(name)?.[index];
    if (program === undefined) throw new Error(`no ${name} number ${index} was started`);
    return program;
  }

  /** `http://HOST:PORT` of the nth process of a box. */
  httpUrl(name: BoxName, index = 0): string {
    return String(this.box(name, index).ready['url']);
  }

  /** `ws://HOST:PORT/terminal` of the nth gateway, or `http://` for the other network. */
  terminalUrl(index = 0, network: Network = 'websocket'): string {
    const url = `${this.httpUrl('gateway', index)}/terminal`;
    return network === 'http' ? url : url.replace('http', 'ws');
  }

  /** Sends an operator's command and answers what it came to. */
  async command(app: string, verb: string, data: object, command?: string): Promise<CommandAnswer> {
    const request = {
      command: command ?? uuidV7(),
      actor: 'operator/test',
      correlation: randomUUID(),
      data,
    };
    const answer = await this.operator.request(
      `liaison.cmd.${app}.${verb}`,
      JSON.stringify(request),
      {
        timeout: 35_000,
      },
    );
    return answer.json<CommandAnswer>();
  }

  async stop(): Promise<void> {
    const programs = [...this.boxes.values()].flat();
    await Promise.all(programs.map((program) => endProgram(program)));
    // Where starting failed, there may be neither.
    await (this.operator as NatsConnection | undefined)?.close();
    if ((this.engine as Program | undefined) !== undefined) await endProgram(this.engine);
    if (this.mongodb !== undefined) await endProgram(this.mongodb);
    else if (this.ownsData) await dropDatabase(this.databaseUrl);
    if (this.ownsData) await rm(this.data, { recursive: true, force: true });
  }
}

/** What a command came to, as the protocol between the apps says it. */
export interface CommandAnswer {
  readonly accepted?: {
    readonly fact?: string;
    readonly sequence?: number;
    readonly result: Record<string, unknown>;
  };
  readonly refused?: {
    readonly code: string;
    readonly message: string;
    readonly fix: string;
    readonly field?: string;
  };
  readonly unknown?: { readonly command?: string };
}
