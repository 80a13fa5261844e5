import { randomUUID } from 'node:crypto';
import { type ConsumerInfo, type ConsumerMessages, jetstream } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import {
  type Call,
  type CloudEvent,
  type Declaration,
  OperationFailed,
  ServiceRefused,
  type Welcome,
} from './protocol.js';

const ANSWER_MS = 5_000;
/** So often within a lease a connection says that it is alive. */
const ALIVES = 3;
/** A notification that could not be handled comes again after this. */
const AGAIN_MS = 2_000;

/** What a service does with what reaches it. */
export interface Hears {
  /** Throws where it must come again. */
  readonly notified: (event: CloudEvent) => Promise<void>;
  /** Answers an operation's payload; throws `OperationFailed`. */
  readonly called: (call: Call) => Promise<unknown>;
  /** A line for whoever watches. */
  readonly tell: (does: string) => void;
}

/** Whose a connection is, and the first token of its subjects. */
export interface ConnectionOf {
  readonly user: string;
  readonly prefix: string;
}

/** One NATS connection of a service, known to Liaison under an id of its own. */
export class Connection {
  private constructor(
    private readonly nc: NatsConnection,
    private readonly of: ConnectionOf,
    private readonly id: string,
    readonly welcome: Welcome,
  ) {}

  /** Says who is there and what it declares; closes the line where that is refused. */
  static async open(
    nc: NatsConnection,
    of: ConnectionOf,
    declaration: Declaration,
  ): Promise<Connection> {
    const connection = randomUUID();
    try {
      const subject = `${of.prefix}.service.${of.user}.connect`;
      const welcome = await asked(nc, subject, { connection, declaration });
      return new Connection(nc, of, connection, welcome as unknown as Welcome);
    } catch (error) {
      await nc.close();
      throw error;
    }
  }

  /** Takes calls, notifications and refusals from now on, and keeps the lease. */
  async serve(hears: Hears): Promise<this> {
    const { nc, welcome } = this;
    const { prefix, user } = this.of;
    nc.subscribe(welcome.calls, {
      // Several processes of one service share the calls.
      queue: user,
      callback: (error, call) => {
        if (error === null) void answer(call, hears);
      },
    });
    nc.subscribe(`${prefix}.refused.${user}`, {
      callback: (error, message) => {
        if (error === null) hears.tell(`is refused an event: ${message.string()}`);
      },
    });
    void this.overhear(hears);
    this.keepLease(hears);
    const messages = await this.notifications();
    void take(messages, hears);
    return this;
  }

  /** `connect`, `alive`, `disconnect` or `query`. */
  request(verb: string, body: object): Promise<Record<string, unknown>> {
    const { prefix, user } = this.of;
    return asked(this.nc, `${prefix}.service.${user}.${verb}`, body);
  }

  /** Resolves when the event is stored. */
  async emit(event: CloudEvent): Promise<void> {
    const { prefix, user } = this.of;
    const subject = `${prefix}.events.in.${user}.${event.type}`;
    await jetstream(this.nc).publish(subject, JSON.stringify(event));
  }

  async closed(): Promise<void> {
    await this.nc.closed();
  }

  /** Says goodbye, so that nobody waits for the lease to end. */
  async leave(): Promise<void> {
    if (this.nc.isClosed()) return;
    await this.request('disconnect', { connection: this.id }).catch(() => undefined);
    await this.nc.close();
  }

  /** The durable is made by Liaison; a service may read it and nothing else, so it is not looked up. */
  private notifications(): Promise<ConsumerMessages> {
    const { stream, durable } = this.welcome;
    const info = { stream_name: stream, name: durable, config: {} } as ConsumerInfo;
    return jetstream(this.nc).consumers.getConsumerFromInfo(info).consume({ bind: true });
  }

  private keepLease(hears: Hears): void {
    const timer = setInterval(() => {
      this.request('alive', { connection: this.id }).catch(async (error: unknown) => {
        // No answer yet is no refusal: the server may be away for a moment.
        if (!(error instanceof ServiceRefused)) return;
        hears.tell(`is no longer known: ${error.message}`);
        await this.nc.close();
      });
    }, this.welcome.leaseMs / ALIVES);
    void this.nc.closed().then(() => clearInterval(timer));
  }

  /** What the engine forbids comes as an error of the connection. */
  private async overhear(hears: Hears): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === 'error') hears.tell(`may not: ${status.error.message}`);
    }
  }
}

async function asked(
  nc: NatsConnection,
  subject: string,
  body: object,
): Promise<Record<string, unknown>> {
  const reply = await nc.request(subject, JSON.stringify(body), { timeout: ANSWER_MS });
  const said = reply.json<Record<string, unknown>>();
  const error = said['error'] as { code: string; message: string; fix: string } | undefined;
  if (error !== undefined) throw new ServiceRefused(error.code, error.message, error.fix);
  return said;
}

async function take(messages: ConsumerMessages, hears: Hears): Promise<void> {
  for await (const message of messages) {
    try {
      await hears.notified(message.json<CloudEvent>());
      message.ack();
    } catch (error) {
      hears.tell(`will look at a notification again: ${String(error)}`);
      message.nak(AGAIN_MS);
    }
  }
}

/** A call without a reply subject is none of Liaison's, and gets no answer. */
async function answer(call: Msg, hears: Hears): Promise<void> {
  if (call.reply === undefined || call.reply === '') return;
  try {
    const payload = await hears.called(call.json<Call>());
    call.respond(JSON.stringify({ payload }));
  } catch (error) {
    const code = error instanceof OperationFailed ? error.code : 'failed';
    const message = error instanceof Error ? error.message : String(error);
    call.respond(JSON.stringify({ error: { code, message } }));
  }
}
