import {
  type Emits,
  type LineState,
  type RefusedEvent,
  Service,
  type ServiceOptions,
} from '@liaison/service-sdk';
import type { KnownService } from '../harness/service.js';
import type { System } from '../harness/system.js';

/** Services by the SDK that a test has begun. */
export class Sdks {
  private readonly open: Service[] = [];

  constructor(private readonly system: System) {}

  /** A service by the SDK, not connected yet, and what it has told. */
  of<const E extends Emits>(known: KnownService, options: Partial<ServiceOptions<E>> = {}) {
    const lines: LineState[] = [];
    const problems: Error[] = [];
    const refused: RefusedEvent[] = [];
    const url = this.system.natsUrl;
    const service = new Service<E>({ url, random: () => 0, ...known, ...options });
    service.on('line', (line) => void lines.push(line));
    service.on('problem', (problem) => void problems.push(problem));
    service.on('refused', (event) => void refused.push(event));
    this.open.push(service);
    return { service, lines, problems, refused };
  }

  async close(): Promise<void> {
    await Promise.all(this.open.splice(0).map((service) => service.close()));
  }
}

/** What something was rejected with; undefined: it was not. */
export function rejection(tried: Promise<unknown>): Promise<unknown> {
  return tried.then(
    () => undefined,
    (error: unknown) => error,
  );
}
