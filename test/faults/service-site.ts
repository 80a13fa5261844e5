import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { until } from '../harness/await.js';
import { accepted, addService, declarationOf } from '../harness/foreign-service.js';
import { LoadService, type Part, ServiceLedger } from '../harness/load-service.js';
import { addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import type { System } from '../harness/system.js';
import { RpcError, type Terminal } from '../harness/terminal.js';
import { accountingFaults } from './accounting.js';
import { type Streams, ends, owed, readStreams } from './hand-overs.js';

const TERMINALS = 5;
const TERMINAL_PACE_MS = 100;
const STILL_MS = 600;
const LOOKS_MAX = 10;
/** A receipt is lost with its line: what was handed over then comes again after the ack wait, 30 s. */
const DRAINED_WITHIN_MS = 75_000;

export type Name = 'calm' | 'twins' | 'deaf' | 'shifty' | 'flood';

const emit = (...types: string[]): object[] =>
  types.map((type) => ({ type, about: type === 'note' ? 'user' : 'nobody' }));
const want = (...types: string[]): object[] => types.map((type) => ({ type }));

/** What `shifty` declares by turns. */
export const shifts: readonly object[] = [
  declarationOf({ emits: emit('note', 'extra'), wants: want('splash') }),
  declarationOf({ emits: emit('note'), wants: want('splash', 'beat') }),
];

const parts: Record<Name, Omit<Part, 'service' | 'secret'>> = {
  calm: {
    declaration: declarationOf({ emits: emit('beat'), wants: want('beat', 'note', 'extra') }),
    emits: ['beat'],
    perSecond: 75,
    acknowledges: true,
  },
  twins: {
    declaration: declarationOf({ emits: emit('note'), wants: want('beat') }),
    emits: ['note'],
    perSecond: 50,
    acknowledges: true,
  },
  deaf: {
    declaration: declarationOf({ emits: emit('beat'), wants: want('note') }),
    emits: ['beat'],
    perSecond: 50,
    acknowledges: false,
  },
  shifty: {
    declaration: shifts[0] ?? {},
    emits: ['note', 'extra'],
    perSecond: 75,
    acknowledges: true,
  },
  flood: {
    declaration: declarationOf({ emits: emit('splash'), inFlight: 512 }),
    emits: ['splash'],
    perSecond: 200,
    acknowledges: true,
  },
};

/** Five services at 500 events a second, one of them in two processes, and terminals that change modes. */
export class ServiceSite {
  readonly ledger = new ServiceLedger();
  readonly processes = new Map<Name, LoadService[]>();
  /** How long commands of terminals took since it was emptied, ms. */
  commands: number[] = [];
  private readonly known = new Map<Name, Pick<Part, 'service' | 'secret'>>();
  private readonly users: string[] = [];
  private readonly terminals: Terminal[] = [];
  private isOver = false;

  private constructor(private readonly system: System) {}

  static async begin(system: System): Promise<ServiceSite> {
    const site = new ServiceSite(system);
    for (let n = 0; n < TERMINALS; n++) await site.addTerminal();
    for (const name of Object.keys(parts) as Name[]) {
      site.known.set(name, { service: name, secret: await addService(system, name) });
      const grant = { service: name, grant: 'all-users' };
      await accepted(system, 'service-registry', 'service.grant', grant);
    }
    await Promise.all((Object.keys(parts) as Name[]).map((name) => site.start(name)));
    await site.start('twins');
    for (const terminal of site.terminals) void site.drive(terminal);
    return site;
  }

  /** One more process of a service. */
  async start(name: Name, changes: Partial<Part> = {}): Promise<LoadService> {
    const known = this.known.get(name);
    if (known === undefined) throw new Error(`${name} is not registered`);
    const { natsUrl: url } = this.system;
    const part = { ...parts[name], ...known, ...changes };
    const started = await LoadService.start({ url, users: this.users }, part, this.ledger);
    this.processes.set(name, [...(this.processes.get(name) ?? []), started]);
    return started;
  }

  /** The latest process of a service. */
  of(name: Name): LoadService {
    const found = this.processes.get(name)?.at(-1);
    if (found === undefined) throw new Error(`${name} was not started`);
    return found;
  }

  /** Kills the latest process of a service and starts another. */
  async restart(name: Name): Promise<void> {
    const before = this.processes.get(name)?.pop();
    await before?.kill();
    await this.start(name);
  }

  private get all(): LoadService[] {
    return [...this.processes.values()].flat();
  }

  goOn(): void {
    for (const [name, processes] of this.processes) {
      for (const one of processes) one.rate(parts[name].perSecond);
    }
  }

  /** Nobody emits; every event sent has its receipt, is matched, and its copies are out. */
  async rest(): Promise<void> {
    await Promise.all(this.all.map((process) => process.rest()));
    await until('every event is matched', async () => this.isMatched(), DRAINED_WITHIN_MS);
  }

  /** Counts the streams, as they are at rest: fails with what is wrong. */
  async everythingHolds(): Promise<Streams> {
    let streams = await readStreams(this.system);
    let faults = accountingFaults(streams);
    // The last copies may be on their way.
    for (let looks = 0; faults.length > 0 && looks < LOOKS_MAX; looks++) {
      await pause(STILL_MS);
      streams = await readStreams(this.system);
      faults = accountingFaults(streams);
    }
    expect(faults).toEqual([]);
    const sent = new Set(streams.sent.map(({ sender, id }) => `${sender} ${id}`));
    const lost = [...this.ledger.receipts].filter((receipt) => !sent.has(receipt));
    expect({ lost: lost.slice(0, 5) }).toEqual({ lost: [] });
    return streams;
  }

  /** All that was handed over is acknowledged, by those who acknowledge. */
  async drained(): Promise<void> {
    const names = (Object.keys(parts) as Name[]).filter((name) => parts[name].acknowledges);
    await until(
      'every copy is acknowledged',
      async () => {
        const left = await Promise.all(names.map((name) => owed(this.system, name)));
        return left.every((count) => count === 0);
      },
      DRAINED_WITHIN_MS,
    );
  }

  /** What was measured from here on, after so long. */
  async measured(ms: number): Promise<Figures> {
    this.ledger.handed = [];
    this.commands = [];
    const receipts = this.ledger.receipts.size;
    const began = performance.now();
    await pause(ms);
    const seconds = (performance.now() - began) / 1_000;
    const calm = this.ledger.handed.filter(([to, from]) => to === 'calm' && from !== 'shifty');
    return {
      eventsPerSecond: Math.round((this.ledger.receipts.size - receipts) / seconds),
      handedPerSecond: Math.round(this.ledger.handed.length / seconds),
      toCalmMs: quantiles(calm.map(([, , took]) => took)),
      commandMs: quantiles(this.commands),
    };
  }

  async stop(): Promise<void> {
    this.isOver = true;
    for (const terminal of this.terminals) terminal.cut();
    await Promise.all(
      this.all.map(async (process) => {
        process.signal('SIGCONT');
        await process.kill();
      }),
    );
  }

  private async isMatched(): Promise<boolean> {
    const before = await ends(this.system);
    await pause(STILL_MS);
    return before === (await ends(this.system));
  }

  private async addTerminal(): Promise<void> {
    const person = await addPerson(this.system, 'user');
    const { terminal } = await connectNew(this.system, person);
    const profile = profileOf({ modes: [modeOf('office', 1), modeOf('desk', 2)] });
    await terminal.call('profile.upload', { profile });
    await terminal.call('profile.activate', { profile: 'work' });
    this.users.push(person.user);
    this.terminals.push(terminal);
  }

  /** Ends with its line. */
  private async drive(terminal: Terminal): Promise<void> {
    for (let n = 0; !this.isOver && terminal.isOpen; n++) {
      const began = performance.now();
      try {
        await terminal.call('mode.activate', { mode: n % 2 === 0 ? 'desk' : 'office' });
        this.commands.push(performance.now() - began);
      } catch (error) {
        if (!(error instanceof RpcError) && terminal.isOpen) throw error;
      }
      await pause(TERMINAL_PACE_MS);
    }
  }
}

export interface Figures {
  readonly eventsPerSecond: number;
  readonly handedPerSecond: number;
  readonly toCalmMs: string;
  readonly commandMs: string;
}

function quantiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    String(Math.round((sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN) * 10) / 10);
  return `p50 ${at(0.5)} p95 ${at(0.95)} of ${sorted.length}`;
}
