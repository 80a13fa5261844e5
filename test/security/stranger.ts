import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { type Msg, type NatsConnection, connect, headers } from '@nats-io/transport-node';
import { until } from '../harness/await.js';
import { declarationOf } from '../harness/foreign-service.js';
import { readAll } from '../harness/log.js';
import type { System } from '../harness/system.js';

type Document = Readonly<Record<string, unknown>>;

/** A connected service that sends whatever it is told to, and keeps what it hears. */
export class Stranger {
  readonly refusals: Document[] = [];
  /** Bodies of what it was notified of, acknowledged. */
  readonly heard: Document[] = [];
  /** What the engine did not let it do. */
  private readonly denied: string[] = [];

  private constructor(
    readonly nc: NatsConnection,
    readonly service: string,
  ) {
    void this.listen();
  }

  /** Dials and declares, and again where the declaration is new; `answer`: to calls. */
  static async connect(
    system: System,
    who: { readonly service: string; readonly secret: string },
    declaration: object,
    answer?: (call: Msg) => void,
  ): Promise<Stranger> {
    for (;;) {
      const stranger = new Stranger(await logIn(system, who), who.service);
      const connection = randomUUID();
      const body = { connection, declaration: declarationOf(declaration) };
      const welcome = await stranger.ask('connect', body);
      if (welcome['error'] !== undefined) throw new Error(JSON.stringify(welcome));
      if (welcome['reconnect'] !== true) {
        stranger.serve(welcome, answer);
        return stranger;
      }
      await stranger.nc.close();
    }
  }

  async ask(verb: string, body: object): Promise<Document> {
    const subject = `liaison.service.${this.service}.${verb}`;
    const asked = await this.nc.request(subject, JSON.stringify(body), { timeout: 20_000 });
    return asked.json<Document>();
  }

  /** Resolves when the engine has taken it; throws where it may not, or will not. */
  async send(
    type: string,
    body: string | Uint8Array,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const sent = headers();
    for (const [name, value] of Object.entries(fields)) sent.set(name, value);
    const subject = `liaison.events.in.${this.service}.${type}`;
    await jetstream(this.nc).publish(subject, body, { headers: sent, timeout: 10_000 });
  }

  /** An event as it ought to be, everything given replaced. */
  event(type: string, changes: object = {}): string {
    const { service } = this;
    return JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      source: `/${service}`,
      type,
      ...changes,
    });
  }

  /** Whether the engine says that it may not publish there. */
  async isDenied(subject: string): Promise<boolean> {
    this.nc.publish(subject, '{}');
    await this.nc.flush();
    // The error came before the flush was answered; the loop over them takes it in its own turn.
    await nextTurn();
    const said = `permissions violation for publish to "${subject}"`.toLowerCase();
    return this.denied.some((text) => text.includes(said));
  }

  /** Waits for the next refusal it is told of. */
  async nextRefusal(after: number): Promise<Document> {
    return until(`${this.service} is told of a refusal`, () => this.refusals[after]);
  }

  private serve(welcome: Document, answer?: (call: Msg) => void): void {
    const { nc, service } = this;
    nc.subscribe(`liaison.refused.${service}`, {
      callback: (error, message) => {
        if (error === null) this.refusals.push(message.json<Document>());
      },
    });
    nc.subscribe(String(welcome['calls']), {
      callback: (error, call) => {
        if (error === null) answer?.(call);
      },
    });
    const alive = setInterval(() => {
      this.nc.publish(`liaison.service.${service}.alive`, '{}');
    }, 3_000);
    void nc.closed().then(() => clearInterval(alive));
    void this.consume(welcome);
  }

  private async consume({ stream, durable }: Document): Promise<void> {
    const info = { stream_name: String(stream), name: String(durable), config: {} };
    const consumer = jetstream(this.nc).consumers.getConsumerFromInfo(info as never);
    for await (const message of await consumer.consume({ bind: true })) {
      this.heard.push(message.json<Document>());
      message.ack();
    }
  }

  private async listen(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === 'error') this.denied.push(status.error.message.toLowerCase());
    }
  }
}

function logIn(
  system: System,
  { service, secret }: { readonly service: string; readonly secret: string },
): Promise<NatsConnection> {
  return connect({
    servers: system.natsUrl,
    user: service,
    pass: secret,
    inboxPrefix: `_INBOX_${service}`,
    reconnect: false,
    timeout: 5_000,
  });
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
