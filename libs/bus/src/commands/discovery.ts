import { randomUUID } from 'node:crypto';
import type { Subscription } from '@nats-io/transport-node';
import type { Bus } from '../connection.js';
import type { Endpoint } from './endpoint.js';

/** Version of our protocols as shown to tools. */
const VERSION = '0.1.0';

type Question = 'PING' | 'INFO' | 'STATS';

/**
 * Answers `$SRV.PING`, `.INFO` and `.STATS` (general, by name, by id) in the format of the NATS
 * micro-services protocol (ADR-32), so that `nats micro ls` shows every app.
 */
export class Discovery {
  private readonly id = randomUUID().replaceAll('-', '');
  private readonly started = new Date().toISOString();
  private subscriptions: readonly Subscription[] = [];

  constructor(
    private readonly bus: Bus,
    private readonly app: string,
    private readonly endpoints: ReadonlyMap<string, Endpoint>,
  ) {}

  start(): void {
    const questions: readonly Question[] = ['PING', 'INFO', 'STATS'];
    this.subscriptions = questions.flatMap((question) =>
      ['', `.${this.app}`, `.${this.app}.${this.id}`].map((whom) =>
        this.bus.nc.subscribe(`$SRV.${question}${whom}`, {
          callback: (error, message) => {
            if (error === null) message.respond(JSON.stringify(this.answer(question)));
          },
        }),
      ),
    );
  }

  stop(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions = [];
  }

  private answer(question: Question): object {
    switch (question) {
      case 'PING':
        return this.identity('ping');
      case 'INFO':
        return {
          ...this.identity('info'),
          description: `Liaison: ${this.app}`,
          endpoints: this.each(() => ({ metadata: {} })),
        };
      case 'STATS':
        return {
          ...this.identity('stats'),
          started: this.started,
          endpoints: this.each(statistics),
        };
    }
  }

  private identity(kind: string): object {
    return {
      type: `io.nats.micro.v1.${kind}_response`,
      name: this.app,
      id: this.id,
      version: VERSION,
      metadata: { prefix: this.bus.subjects.prefix },
    };
  }

  private each(describe: (endpoint: Endpoint) => object): object[] {
    return [...this.endpoints.values()].map((endpoint) => ({
      // Names of endpoints hold no dots there.
      name: endpoint.verb.replaceAll('.', '-'),
      subject: this.bus.subjects.command(this.app, endpoint.verb),
      queue_group: this.app,
      ...describe(endpoint),
    }));
  }
}

function statistics(endpoint: Endpoint): object {
  return {
    num_requests: endpoint.requests,
    num_errors: endpoint.errors,
    last_error: endpoint.lastError,
    processing_time: endpoint.processingNs,
    average_processing_time:
      endpoint.requests === 0 ? 0 : Math.round(endpoint.processingNs / endpoint.requests),
  };
}
