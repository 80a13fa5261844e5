import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Store } from '../harness/mongodb.js';
import { System } from '../harness/system.js';
import { Crowd, type KeptMember, type Server } from './crowd.js';
import type { Processes } from './measure.js';

const KEPT = 'crowd.json';

/** A crowd to be had. */
export interface Plan {
  readonly size: number;
  readonly degrees: readonly number[];
  /** Where rows and keys lie. */
  readonly store: Store;
  /** Where it is kept for later runs; nowhere, where none is named. */
  readonly folder?: string;
}

/** A crowd that is registered, as the data of its system: set up once, used by many runs. */
export class Site {
  private constructor(
    private readonly folder: string,
    readonly kept: readonly KeptMember[],
    private readonly store: Store,
    private readonly isOurs: boolean,
  ) {}

  /** Sets up a crowd, or takes one that an earlier run left in the folder, where one is named. */
  static async of({ size, degrees, store, folder }: Plan): Promise<Site> {
    const place = folder ?? (await mkdtemp(join(tmpdir(), 'liaison-crowd-')));
    await mkdir(place, { recursive: true, mode: 0o700 });
    const file = join(place, KEPT);
    if (!existsSync(file)) {
      console.error(`setting up ${size} users`);
      await writeFile(file, JSON.stringify(await setUp(place, { size, degrees, store })));
    }
    const kept = JSON.parse(await readFile(file, 'utf8')) as KeptMember[];
    if (kept.length === size) return new Site(place, kept, store, folder === undefined);
    throw new Error(`${place} holds a crowd of ${kept.length}, not ${size}: name another folder`);
  }

  /** Runs work on a copy of its data; what the work leaves there goes with the copy. */
  async onCopy<T>(work: (data: string) => Promise<T>): Promise<T> {
    const data = await mkdtemp(join(tmpdir(), 'liaison-bench-'));
    try {
      await cp(this.folder, data, { recursive: true });
      return await work(data);
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  }

  /**
   * Runs work with the crowd and its system, each box a process; everybody is away at first.
   * `profiles`: a folder for the CPU profile of every box (which costs time: no figures then).
   */
  async run<T>(work: (crowd: Crowd, system: System) => Promise<T>, profiles?: string): Promise<T> {
    const nodeArgs = nodeArgsFor(profiles);
    return this.onCopy(async (data) => {
      const system = await System.start({ services: true, data, store: this.store, nodeArgs });
      const crowd = new Crowd(serverOf(system), this.kept);
      try {
        return await work(crowd, system);
      } finally {
        await crowd.close();
        await system.stop();
      }
    });
  }

  async remove(): Promise<void> {
    if (this.isOurs) await rm(this.folder, { recursive: true, force: true });
  }
}

/** Node's arguments for a box whose CPU profile goes into a folder; none where none is named. */
export function nodeArgsFor(profiles: string | undefined): readonly string[] {
  return profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profiles)}`];
}

/** Every process of ours, and nats-server; never a MongoDB. */
export function processesOf(system: System): Processes {
  const boxes = [...system.boxes].map(([name, all]) => [name, all.map(({ pid }) => pid)] as const);
  return new Map([...boxes, ['nats-server', [system.enginePid]]]);
}

/** The same, without their names. */
export function pidsOf(system: System): number[] {
  return [...processesOf(system).values()].flat();
}

async function setUp(data: string, { size, degrees, store }: Plan): Promise<readonly KeptMember[]> {
  const system = await System.start({ services: true, data, store });
  try {
    return await new Crowd(serverOf(system), newcomers(size)).register(degrees);
  } finally {
    await system.stop();
  }
}

function serverOf(system: System): Server {
  const gateways = system.boxes.get('gateway') ?? [];
  return {
    command: (...args) => system.command(...args),
    terminals: gateways.map((_gateway, index) => system.terminalUrl(index)),
  };
}

function newcomers(count: number): Partial<KeptMember>[] {
  return Array.from({ length: count }, () => ({}));
}
