import { setTimeout as pause } from 'node:timers/promises';
import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { System } from '../harness/system.js';

const TICK_MS = 20;
const PATIENCE_MS = 10_000;
/** `liaison.matched.<svc>` and what the engine says of each acknowledgement, all in one stream. */
const STREAM = 'DELIVERY';
const MATCHED = 'liaison.matched.*';
const ACKNOWLEDGED = '$JS.EVENT.METRIC.CONSUMER.ACK.EVENTS_OUT.>';

interface Recorded {
  readonly event: string;
  readonly outcome: string;
  readonly receivers: readonly unknown[];
}

/** The log of hand-overs, as an operator reads it from one place on. */
export class HandOvers {
  private constructor(
    private readonly system: System,
    private readonly jsm: JetStreamManager,
    private from: number,
  ) {}

  static async of(system: System): Promise<HandOvers> {
    const jsm = await jetstreamManager(system.operator);
    return new HandOvers(system, jsm, await endOf(jsm));
  }

  /** Resolves when every copy of these durables is acknowledged; throws after 10 s. */
  async acknowledged(durables: readonly string[]): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    for (const durable of durables) {
      for (let left = 1; left > 0;) {
        const info = await this.jsm.consumers.info('EVENTS_OUT', durable);
        left = info.num_pending + info.num_ack_pending;
        if (left > 0 && performance.now() > until) {
          throw new Error(`${durable} has ${left} copies not acknowledged`);
        }
        if (left > 0) await pause(TICK_MS);
      }
    }
  }

  /**
   * Counts what was recorded since the last count: every event matched once with so many receivers,
   * every copy's acknowledgement there. Throws where that is not so; answers the matches there are.
   */
  async count(events: ReadonlySet<string>, receivers: number): Promise<number> {
    const matched = new Set<string>();
    let matches = 0;
    await this.each(MATCHED, (body) => {
      const { data } = JSON.parse(body) as { data: { events: readonly Recorded[] } };
      matches += 1;
      for (const { event, outcome, receivers: reached } of data.events) {
        if (matched.has(event) || !events.has(event)) throw new Error(`${event} is not due`);
        if (outcome !== 'matched' || reached.length !== receivers) {
          throw new Error(`${event} is ${outcome} and reaches ${reached.length}`);
        }
        matched.add(event);
      }
    });
    if (matched.size !== events.size) throw new Error(`of ${events.size} ${matched.size} matched`);
    let acknowledged = 0;
    await this.each(ACKNOWLEDGED, () => void (acknowledged += 1));
    if (acknowledged !== receivers * events.size) {
      throw new Error(`${acknowledged} acknowledgements of ${receivers * events.size} copies`);
    }
    this.from = await endOf(this.jsm);
    return matches;
  }

  private async each(filter: string, take: (body: string) => void): Promise<void> {
    const consumer = await jetstream(this.system.operator).consumers.get(STREAM, {
      filter_subjects: filter,
      opt_start_seq: this.from + 1,
    });
    let left = (await consumer.info(true)).num_pending;
    if (left === 0) return;
    for await (const message of await consumer.consume()) {
      take(message.string());
      if (--left === 0) break;
    }
    await consumer.delete();
  }
}

async function endOf(jsm: JetStreamManager): Promise<number> {
  return (await jsm.streams.info(STREAM)).state.last_seq;
}
