import { randomUUID } from 'node:crypto';
import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { until } from '../harness/await.js';
import { readAll } from '../harness/log.js';
import { Service } from '../harness/service.js';
import type { System } from '../harness/system.js';
import { Bounded } from './bounded.js';

type Document = Readonly<Record<string, unknown>>;

/** A process of a service that sends whatever it is told to, and hears what the engine denies it. */
export class Stranger {
  private readonly bounded: Bounded;

  private constructor(private readonly process: Service) {
    this.bounded = new Bounded(process.nc);
  }

  static async connect(...of: Parameters<typeof Service.connect>): Promise<Stranger> {
    return new Stranger(await Service.connect(...of));
  }

  get refusals(): readonly Document[] {
    return this.process.refusals;
  }

  /** Bodies of what it was notified of, acknowledged. */
  get heard(): readonly Document[] {
    return this.process.heard;
  }

  ask(verb: string, body: object): Promise<Document> {
    return this.process.ask(verb, body);
  }

  /** As a crash would. */
  cut(): Promise<void> {
    return this.process.cut();
  }

  /** Resolves when the engine has taken it; throws where it may not, or will not. */
  async send(
    type: string,
    body: string | Uint8Array,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const sent = headers();
    for (const [name, value] of Object.entries(fields)) sent.set(name, value);
    const { nc, service } = this.process;
    const subject = `liaison.events.in.${service}.${type}`;
    await jetstream(nc).publish(subject, body, { headers: sent, timeout: 10_000 });
  }

  /** An event as it ought to be, everything given replaced. */
  event(type: string, changes: object = {}): string {
    const { service } = this.process;
    return JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      source: `/${service}`,
      type,
      ...changes,
    });
  }

  /** Whether the engine says that it may not publish there. */
  isDenied(subject: string): Promise<boolean> {
    return this.bounded.mayNotPublish(subject);
  }

  /** Waits for the next refusal it is told of. */
  async nextRefusal(after: number): Promise<Document> {
    return until(`${this.process.service} is told of a refusal`, () => this.refusals[after]);
  }
}

/** What DELIVERY says became of the sender's last event, and what PARKED keeps of it. */
export async function recordedOf(
  system: System,
  service: string,
): Promise<{ outcome?: string; parked?: Record<string, unknown> }> {
  let found: { outcome?: string; parked?: Record<string, unknown> } = {};
  const last = { deliver_policy: DeliverPolicy.LastPerSubject };
  const filter = { ...last, filter_subjects: `liaison.matched.${service}` };
  await readAll(system, 'DELIVERY', filter, (message) => {
    const { data } = message.json<{ data: { events: { outcome: string }[] } }>();
    found = { ...found, outcome: data.events.at(-1)?.outcome ?? '' };
  });
  const parked = { ...last, filter_subjects: `liaison.parked.service.${service}` };
  await readAll(system, 'PARKED', parked, (message) => {
    found = { ...found, parked: message.json() };
  });
  return found;
}
