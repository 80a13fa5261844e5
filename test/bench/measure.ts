import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** Clock ticks a second of Linux's /proc; fixed by its interface for programs. */
const TICKS_A_SECOND = 100;

/** CPU seconds, user and system, that processes have used so far, as the operating system counts. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
}

/** Processes by the name of what they run. */
export type Processes = ReadonlyMap<string, readonly number[]>;

/** CPU seconds that processes use from when it is made. */
export class CpuMeter {
  private readonly before: ReadonlyMap<string, number>;

  constructor(private readonly processes: Processes) {
    this.before = this.now();
  }

  /** By name. */
  used(): ReadonlyMap<string, number> {
    const { before } = this;
    return new Map([...this.now()].map(([name, now]) => [name, now - (before.get(name) ?? 0)]));
  }

  private now(): ReadonlyMap<string, number> {
    return new Map([...this.processes].map(([name, pids]) => [name, cpuSeconds(pids)]));
  }
}

/** All of what a `CpuMeter` tells. */
export function total(used: ReadonlyMap<string, number>): number {
  return [...used.values()].reduce((sum, one) => sum + one, 0);
}

function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Proportional set size of processes, bytes: what they cost together, shared pages counted once. */
export function memoryBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return sum + 1024 * Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  }, 0);
}

/** The value below which a share of the sorted values lies; 0 where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** What the figures were taken on. */
export function machine(): Record<string, string | number> {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
}
