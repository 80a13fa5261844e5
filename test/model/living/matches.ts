import type { NatsConnection } from '@nats-io/transport-node';
import { until } from '../../harness/await.js';
import { readAll } from '../../harness/log.js';
import type { System } from '../../harness/system.js';
import { DeliverPolicy } from '@nats-io/jetstream';

const WITHIN_MS = 45_000;
/** What is not heard of by then is looked up: the engine may have been away. */
const LOOK_UP_MS = 1_500;

/** What the log says became of an event. */
export interface MatchedEvent {
  readonly event: string;
  readonly outcome: string;
  readonly receivers: readonly { readonly service: string }[];
  readonly users: number;
  readonly silenced: number;
}

interface MatchFact {
  readonly data: { readonly events: readonly MatchedEvent[] };
}

/** Follows what becomes of every event, as an operator hears it. */
export class Matches {
  private readonly known = new Map<string, MatchedEvent>();
  private lookedUp = 0;

  constructor(private readonly system: System) {
    const operator: NatsConnection = system.operator;
    operator.subscribe('liaison.matched.*', {
      callback: (error, message) => {
        if (error === null) this.note(message.json<MatchFact>());
      },
    });
  }

  /** Waits until something is recorded of the event; a repeat of it does not count. */
  async of(event: string): Promise<MatchedEvent> {
    let lookAt = performance.now() + LOOK_UP_MS;
    return until(
      `something is recorded of event ${event}`,
      async () => {
        if (performance.now() > lookAt && !this.known.has(event)) {
          await this.lookUp().catch(() => undefined);
          lookAt = performance.now() + LOOK_UP_MS;
        }
        return this.known.get(event);
      },
      WITHIN_MS,
    );
  }

  private async lookUp(): Promise<void> {
    const from = {
      filter_subjects: 'liaison.matched.*',
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.lookedUp + 1,
    };
    await readAll(this.system, 'DELIVERY', from, (message) => {
      this.lookedUp = message.seq;
      this.note(message.json<MatchFact>());
    });
  }

  private note({ data }: MatchFact): void {
    for (const matched of data.events) {
      if (matched.outcome !== 'repeated') this.known.set(matched.event, matched);
    }
  }
}
