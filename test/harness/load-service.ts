import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from './await.js';
import { CHECKOUT } from './processes.js';

const SCRIPT = join(CHECKOUT, 'test', 'harness', 'lone-service.mjs');

/** What a process of a service does, until it is told otherwise. */
export interface Part {
  readonly service: string;
  readonly secret: string;
  readonly declaration: object;
  /** Types it emits by turns, and how many events a second. */
  readonly emits: readonly string[];
  readonly perSecond: number;
  /** False: it never acknowledges what it is handed. */
  readonly acknowledges: boolean;
}

interface Said {
  readonly event: 'connected' | 'refused' | 'declared' | 'told';
  readonly receipts?: readonly string[];
  readonly handed?: readonly (readonly [string, number])[];
  readonly open?: number;
}

let lives = 0;

/** What services were told, all their processes together. */
export class ServiceLedger {
  /** `service id` of every event with a receipt: it must be in EVENTS_IN. */
  readonly receipts = new Set<string>();
  /** First hand-overs since it was emptied: to whom, from whom, ms since the event was sent. */
  handed: (readonly [to: string, from: string, ms: number])[] = [];
  connects = 0;
  refused = 0;
}

/** A process of a service under load: `lone-service.mjs`. */
export class LoadService {
  readonly gone: Promise<unknown>;
  private connects = 0;
  /** Events without a receipt, as it last said. */
  private open = 0;
  private tellings = 0;
  private errors = '';

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly part: Part,
    private readonly ledger: ServiceLedger,
  ) {
    this.gone = once(child, 'exit');
    createInterface({ input: child.stdout }).on('line', (line) =>
      this.hear(JSON.parse(line) as Said),
    );
    child.stderr.on('data', (data: Buffer) => (this.errors += data.toString('utf8')));
    // Who is killed takes no more orders.
    child.stdin.on('error', () => undefined);
  }

  /** Resolves when it is connected. */
  static async start(
    of: { readonly url: string; readonly users: readonly string[] },
    part: Part,
    ledger: ServiceLedger,
  ): Promise<LoadService> {
    const all = { ...of, ...part, life: `e${++lives}` };
    const child = spawn(process.execPath, [SCRIPT, JSON.stringify(all)], { cwd: CHECKOUT });
    const process_ = new LoadService(child, part, ledger);
    await process_.connected(0);
    return process_;
  }

  /** Cuts its line; it connects again. */
  async reconnect(): Promise<void> {
    const before = this.connects;
    this.order({ do: 'cut' });
    await this.connected(before);
  }

  rate(perSecond: number): void {
    this.order({ do: 'rate', perSecond });
  }

  /** Declares while its events are on their way, then connects again. */
  async declare(declaration: object): Promise<void> {
    const before = this.connects;
    this.order({ do: 'declare', declaration });
    await this.connected(before);
  }

  /** Emits no more; resolves when every event it made has its receipt. */
  async rest(): Promise<void> {
    this.rate(0);
    const before = this.tellings + 1;
    await this.until(
      'has a receipt for every event',
      () => this.tellings > before && this.open === 0,
    );
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** As a crash would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.gone;
  }

  private connected(before: number): Promise<unknown> {
    return this.until('connects', () => this.connects > before);
  }

  private until(what: string, holds: () => boolean): Promise<unknown> {
    const failed = (): boolean => {
      if (this.errors !== '') throw new Error(`${this.part.service}: ${this.errors}`);
      return holds();
    };
    return until(`${this.part.service} ${what}`, failed, 30_000);
  }

  private order(order: object): void {
    this.child.stdin.write(`${JSON.stringify(order)}\n`);
  }

  private hear({ event, receipts = [], handed = [], open = 0 }: Said): void {
    const { ledger, part } = this;
    if (event === 'connected') {
      this.connects++;
      ledger.connects++;
    }
    if (event === 'refused') ledger.refused++;
    if (event !== 'told') return;
    this.tellings++;
    this.open = open;
    for (const id of receipts) ledger.receipts.add(`${part.service} ${id}`);
    for (const [from, ms] of handed) ledger.handed.push([part.service, from, ms]);
  }
}
