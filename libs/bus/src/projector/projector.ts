import type { Counter, Gauge, Meter } from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import type { Ownership } from '../ownership/ownership.js';
import type { Loss, OwnershipListener } from '../ownership/partition-turns.js';
import type { KeyRing, ProjectionFactory } from '../ports.js';
import { Parking } from './parking.js';
import { PartitionRun } from './partition-run.js';
import type { ProjectorParts } from './tenure.js';

/** How often outputs and checkpoints of a partition are stored. */
const FLUSH_MS = 500;
/** The partitions take turns within that time, so that what is pushed never waits for all of them. */
const TURNS = 16;
/** How often the end of the log is looked up. */
const LAG_MS = 5_000;
/** That outputs are not stored is told again after so long. */
const TOLD_EVERY_MS = 60_000;
/** So many faults are named in readiness. */
const FAULTS_NAMED_MAX = 3;

export interface ProjectorOptions {
  /** An id: names checkpoints and parked facts. */
  readonly name: string;
  /** An id: names checkpoints, where outputs of several shapes lie beside each other; else the name. */
  readonly checkpoints?: string;
  readonly bus: Bus;
  readonly keys: KeyRing;
  readonly ownership: Ownership;
  readonly factory: ProjectionFactory;
  /** Which facts of a partition, as ONE subject with wildcards; absent: `subjects.factsOf`. */
  readonly filter?: (partition: number) => string;
  readonly meter?: Meter;
}

/**
 * Folds the facts of the partitions this replica owns: each from its checkpoint, in order, by one
 * ordered consumer; outputs fenced. A fact that cannot be folded is tried again in place, then
 * parked; what must wait stops its partition and is tried again until it is back.
 */
export class Projector implements OwnershipListener {
  private readonly log: Logger;
  private readonly runs = new Map<number, PartitionRun>();
  private readonly parked: Counter | undefined;
  private readonly lag: Gauge | undefined;
  private readonly stopped: Gauge | undefined;
  private readonly events: ProjectorParts['events'];
  /** When it was last told that outputs are not stored, by our own monotonic clock, while they are not. */
  private toldMs: number | undefined;
  private timers: NodeJS.Timeout[] = [];
  private turn = 0;

  constructor(private readonly options: ProjectorOptions) {
    const { name, meter, bus } = options;
    this.log = new Logger(`projector ${name}`);
    const projector = ['projector'];
    this.parked = meter?.counter('liaison_parked_total', 'Facts parked', projector);
    this.events = { ...countedBy(meter, name), notStored: (why) => this.notStored(why) };
    this.stopped = meter?.gauge(
      'liaison_projector_stopped_partitions',
      'Partitions that stand still or cannot store their outputs',
      projector,
    );
    this.lag = meter?.gauge(
      'liaison_projector_lag',
      "The log's end less the position, in sequences",
      ['projector', 'partition'],
    );
    bus.onChange((connected) => {
      if (connected) void this.look();
    });
  }

  /** Begins with what is owned, and follows the ownership from then on, also when it stops. */
  start(): void {
    this.options.ownership.add(this);
  }

  /** Sequence of the last fact folded; 0 before the first; undefined where it is not owned. */
  position(partition: number): number | undefined {
    return this.runs.get(partition)?.position;
  }

  /** Whether the facts up to the take-over are folded. */
  live(partition: number): boolean {
    return this.runs.get(partition)?.live === true;
  }

  /** For readiness: what stands still and what to do, or undefined. */
  fault(): string | undefined {
    const faults = this.faults();
    if (faults.length === 0) return undefined;
    const more =
      faults.length > FAULTS_NAMED_MAX ? `; and ${faults.length - FAULTS_NAMED_MAX} more` : '';
    return faults.slice(0, FAULTS_NAMED_MAX).join('; ') + more;
  }

  /** Owned partitions whose facts up to the take-over are not folded yet. */
  catchingUp(): number {
    return [...this.runs.values()].filter(({ live }) => !live).length;
  }

  gained(partition: number): void {
    if (this.runs.size === 0) this.startTimers();
    const run = new PartitionRun(this.parts(), partition, this.options.ownership);
    this.runs.set(partition, run);
    run.start();
  }

  async lost(partition: number, loss: Loss): Promise<void> {
    const run = this.runs.get(partition);
    this.runs.delete(partition);
    this.measure(partition, 0);
    if (this.runs.size === 0) this.stopTimers();
    await run?.end(loss);
  }

  private parts(): ProjectorParts {
    const { name, checkpoints = name, bus, keys, factory, ownership, filter } = this.options;
    const { incarnation } = ownership;
    return {
      name,
      checkpoint: (p) => bus.subjects.checkpoint(checkpoints, p),
      bus,
      keys,
      factory,
      filter: filter ?? ((p) => bus.subjects.factsOf(p)),
      log: this.log,
      parking: new Parking(bus, name, this.log, this.parked),
      events: this.events,
      leased: () => ownership.valid() && ownership.incarnation === incarnation,
    };
  }

  private startTimers(): void {
    this.timers = [
      setInterval(() => this.tick(), FLUSH_MS / TURNS),
      setInterval(() => void this.look(), LAG_MS),
    ];
  }

  private stopTimers(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private tick(): void {
    this.turn = (this.turn + 1) % TURNS;
    for (const [partition, run] of this.runs) {
      if (partition % TURNS === this.turn) void run.flush();
    }
    const faults = this.faults().length;
    if (faults === 0) this.toldMs = undefined;
    this.stopped?.set(faults, { projector: this.options.name });
  }

  /** What keeps one partition from storing keeps all of them, and its words change with every attempt. */
  private notStored(why: string): void {
    const now = performance.now();
    if (this.toldMs !== undefined && now - this.toldMs < TOLD_EVERY_MS) return;
    this.toldMs = now;
    this.log.warn(why);
  }

  private async look(): Promise<void> {
    await Promise.all(
      [...this.runs].map(async ([partition, run]) => {
        const lag = await run.lag();
        if (lag !== undefined && this.runs.get(partition) === run) this.measure(partition, lag);
      }),
    );
  }

  private measure(partition: number, lag: number): void {
    this.lag?.set(lag, { projector: this.options.name, partition: String(partition) });
  }

  private faults(): string[] {
    return [...this.runs.values()].flatMap(({ fault }) => fault ?? []);
  }
}

function countedBy(
  meter: Meter | undefined,
  projector: string,
): Omit<ProjectorParts['events'], 'notStored'> {
  const takeovers = meter?.counter(
    'liaison_takeovers_total',
    'Partitions that another replica had before',
    ['projector'],
  );
  const fences = meter?.counter(
    'liaison_fenced_total',
    'Partitions dropped because another owner had written, or the lease was over',
    ['projector'],
  );
  return {
    tookOver: () => takeovers?.add({ projector }),
    fenced: () => fences?.add({ projector }),
  };
}
