import type { Counter, Gauge, Meter } from '@liaison/contracts';
import * as prometheus from 'prom-client';

/** The lag of the event loop is sampled this often; each sample is one timer. */
const LOOP_SAMPLE_MS = 50;

/** A box's metrics in one registry, each carrying the box's name. */
export class PrometheusMeter implements Meter {
  private readonly registry = new prometheus.Registry();
  private readonly counters = new Map<string, prometheus.Counter>();
  private readonly gauges = new Map<string, prometheus.Gauge>();
  private readonly readers = new Map<string, () => number>();

  constructor(box: string) {
    this.registry.setDefaultLabels({ box });
  }

  /** Adds CPU, memory, handles, event-loop lag and garbage collection of this process. */
  addProcess(): void {
    prometheus.collectDefaultMetrics({
      register: this.registry,
      eventLoopMonitoringPrecision: LOOP_SAMPLE_MS,
    });
  }

  counter(name: string, help: string, labels: readonly string[] = []): Counter {
    const counter = madeOnce(this.counters, name, () => {
      return new prometheus.Counter({
        name,
        help,
        labelNames: [...labels],
        registers: [this.registry],
      });
    });
    return { add: (values = {}, by = 1) => counter.inc({ ...values }, by) };
  }

  gauge(name: string, help: string, labels: readonly string[] = []): Gauge {
    const gauge = madeOnce(this.gauges, name, () => {
      return new prometheus.Gauge({
        name,
        help,
        labelNames: [...labels],
        registers: [this.registry],
      });
    });
    return { set: (value, values = {}) => gauge.set({ ...values }, value) };
  }

  observe(name: string, help: string, read: () => number): void {
    this.readers.set(name, read);
    madeOnce(this.gauges, name, () => {
      const readers = this.readers;
      return new prometheus.Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(readers.get(name)?.() ?? 0);
        },
      });
    });
  }

  /** The text a scrape gets. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}

function madeOnce<T>(made: Map<string, T>, name: string, make: () => T): T {
  const there = made.get(name);
  if (there !== undefined) return there;
  const fresh = make();
  made.set(name, fresh);
  return fresh;
}
