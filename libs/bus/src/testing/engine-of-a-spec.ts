import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, type Meter } from '@liaison/contracts';
import { type Bus, type BusSettings, connectBus } from '../connection.js';
import { type Engine, findEngine, startEngine } from '../engine/engine.js';
import type { KeyRing, UserKey } from '../ports.js';

/** An engine of a spec's own, on a free port, with its data in a folder that goes with it. */
export interface SpecEngine {
  readonly engine: Engine;
  readonly settings: BusSettings & { readonly replicas: number };
  /** A connection more; closed at the end. */
  connect(name?: string): Promise<Bus>;
  /** Starts the engine again on its data and port after it was killed. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** Starts it; four partitions unless told otherwise. */
export async function specEngine(partitions = 4): Promise<SpecEngine> {
  const data = await mkdtemp(join(tmpdir(), 'liaison-bus-'));
  const binary = findEngine(process.env);
  let engine = await startEngine({ data, binary });
  const buses: Bus[] = [];
  const settings = {
    natsUrl: engine.url,
    natsSeedFile: engine.seedFile,
    prefix: 'liaison',
    partitions,
    replica: '',
    replicas: 1,
  };
  return {
    get engine() {
      return engine;
    },
    settings,
    connect: async (name = 'spec') => {
      const bus = await connectBus(settings, name);
      buses.push(bus);
      return bus;
    },
    restart: async () => {
      engine = await startEngine({ data, binary, port: Number(new URL(engine.url).port) });
    },
    end: async () => {
      await Promise.all(buses.map((bus) => bus.close()));
      await engine.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** A clock that stands where it is set; `real` goes on by itself. */
export function specClock(real = true): Clock & { offsetMs: number } {
  const clock = {
    offsetMs: 0,
    ms: () => (real ? Date.now() : 0) + clock.offsetMs,
    now: () => new Date(clock.ms()).toISOString(),
  };
  return clock;
}

/** Keys that are simply there, until a user is erased. */
export class SpecKeys implements KeyRing {
  readonly erased = new Set<string>();
  private readonly key: UserKey = { id: '1', bytes: new Uint8Array(32).fill(7) };

  keyOf(user: string): Promise<UserKey | 'erased'> {
    return Promise.resolve(this.cached(user));
  }

  cached(user: string): UserKey | 'erased' {
    return this.erased.has(user) ? 'erased' : this.key;
  }
}

/** Counts by name and labels, for a spec to read. */
export class SpecMeter implements Meter {
  readonly counts = new Map<string, number>();

  counter(name: string): { add(labels?: Readonly<Record<string, string>>, by?: number): void } {
    return {
      add: (labels, by = 1) => {
        const key = labels === undefined ? name : `${name} ${JSON.stringify(labels)}`;
        this.counts.set(key, (this.counts.get(key) ?? 0) + by);
      },
    };
  }

  gauge(): { set(): void } {
    return { set: () => undefined };
  }

  observe(): void {
    /* nothing is scraped in a spec */
  }
}
