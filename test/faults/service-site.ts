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
import { type Pace, quantiles } from './pace.js';
import { type Streams, StreamsReader, isMatched, owed } from './hand-overs.js';

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
    perSecond: 150,
    acknowledges: true,
  },
  twins: {
    declaration: declarationOf({ emits: emit('note'), wants: want('beat') }),
    emits: ['note'],
    perSecond: 100,
    acknowledges: true,
  },
  deaf: {
    declaration: declarationOf({ emits: emit('beat'), wants: want('note') }),
    emits: ['beat'],
    perSecond: 100,
    acknowledges: false,
  },
  shifty: {
    declaration: shifts[0] ?? {},
    emits: ['note', 'extra'],
    perSecond: 150,
    acknowledges: true,
  },
  flood: {
    declaration: declarationOf({ emits: emit('splash'), inFlight: 512 }),
    emits: ['splash'],
    perSecond: 400,
    acknowledges: true,
  },
};

/** Five services at 1,000 events a second, one of them in two processes, and terminals that change modes. */
export class ServiceSite {
  readonly ledger = new ServiceLedger();
  readonly processes = new Map<Name, LoadService[]>();
  /** How long commands of terminals took since it was emptied, ms. */
  commands: number[] = [];
  private readonly known = new Map<Name, Pick<Part, 'service' | 'secret'>>();
  private readonly rates = new Map<Name, number>();
  private readonly streams: StreamsReader;
  private readonly users: string[] = [];
  private readonly terminals: Terminal[] = [];
  private isOver = false;

  private constructor(private readonly system: System) {
    this.streams = new StreamsReader(system);
  }

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
  async start(name: Name): Promise<LoadService> {
    const known = this.known.get(name);
    if (known === undefined) throw new Error(`${name} is not registered`);
    const { natsUrl: url } = this.system;
    const perSecond = this.rates.get(name) ?? parts[name].perSecond;
    const part = { ...parts[name], ...known, perSecond };
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

  /** How many events each process of a service emits a second from now on, those to come too. */
  rate(name: Name, perSecond: number): void {
    this.rates.set(name, perSecond);
    for (const one of this.processes.get(name) ?? []) one.rate(perSecond);
  }

  /** Everybody emits as in the beginning, or a part of that. */
  goOn(part = 1): void {
    for (const name of this.processes.keys()) this.rate(name, part * parts[name].perSecond);
  }

  /** Nobody emits; every event sent has its receipt, is matched, and its copies are out. */
  async rest(): Promise<void> {
    await Promise.all(this.all.map((process) => process.rest()));
    const names = [...this.processes.keys()];
    await until(
      'every event is matched',
      async () => {
        const matched = await Promise.all(names.map((name) => isMatched(this.system, name)));
        return matched.every(Boolean);
      },
      DRAINED_WITHIN_MS,
    );
  }

  /** Counts the streams, as they are at rest: fails with what is wrong. */
  async everythingHolds(): Promise<Streams> {
    let streams = await this.streams.now();
    let faults = accountingFaults(streams);
    // The last copies may be on their way.
    for (let looks = 0; faults.length > 0 && looks < LOOKS_MAX; looks++) {
      await pause(STILL_MS);
      streams = await this.streams.now();
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
  async measured(ms: number): Promise<Pace> {
    this.ledger.handed = [];
    this.commands = [];
    const ofCalm = (): number =>
      [...this.ledger.receipts].filter((receipt) => receipt.startsWith('calm ')).length;
    const [receipts, calms] = [this.ledger.receipts.size, ofCalm()];
    const began = performance.now();
    await pause(ms);
    const seconds = (performance.now() - began) / 1_000;
    // Of the two processes of `twins` one may be frozen, and the others come and go.
    const calm = this.ledger.handed.filter(([to, from]) => to === 'calm' && from === 'twins');
    const each = (count: number): number => Math.round(count / seconds);
    return {
      events: each(this.ledger.receipts.size - receipts),
      handed: each(this.ledger.handed.length),
      ofCalm: each(ofCalm() - calms),
      toCalm: each(calm.length),
      commands: each(this.commands.length),
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
