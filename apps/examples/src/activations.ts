import { SERVICES } from './cast.js';
import type { Report } from './orders.js';

/** Waits until a terminal has activated every service of the example. */
export class Activations {
  private readonly left = new Set<unknown>(SERVICES);

  constructor(
    private readonly terminal: string,
    private readonly all: () => void,
  ) {}

  /** Refused counts too: what was activated in an earlier life still is. */
  hear(name: string, report: Report): void {
    if (name !== this.terminal) return;
    if (report.report !== 'done' && report.report !== 'refused') return;
    const { method, params } = report.order;
    if (method !== 'service.activate' || !this.left.delete(params['service'])) return;
    if (this.left.size === 0) this.all();
  }
}
