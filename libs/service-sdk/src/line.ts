import {
  type ConsumerInfo,
  type Consumer,
  type JetStreamClient,
  jetstream,
} from '@nats-io/jetstream';
import {
  InvalidArgumentError,
  type Msg,
  type NatsConnection,
  PermissionViolationError,
  RequestError,
  TimeoutError,
} from '@nats-io/transport-node';
import { Away, Refused, type RefusalData } from './errors.js';
import type { Connected, Declaration, Welcome } from './protocol.js';

const ANSWER_MS = 10_000;
/** So often within a lease a line says that it is alive. */
const ALIVES = 3;
const PASSING = [TimeoutError, RequestError];

/** Whose line it is, and by which subjects. */
export interface LineOf {
  readonly service: string;
  readonly prefix: string;
}

/** One connection to the engine, known to Liaison under an id of its own. */
export class Line {
  /** Resolves when it is over, by whomever. */
  readonly over: Promise<void>;
  private readonly js: JetStreamClient;
  private lastAliveMs = performance.now();
  private cutBecause = 'the line was cut';

  private constructor(
    private readonly nc: NatsConnection,
    private readonly of: LineOf,
    private readonly connection: string,
    readonly welcome: Welcome,
  ) {
    this.js = jetstream(nc);
    this.over = nc.closed().then(() => undefined);
  }

  /** Says who is there and what it declares. Closes the connection where that is refused. */
  static async open(nc: NatsConnection, of: LineOf, declaration: Declaration): Promise<Line> {
    const connection = crypto.randomUUID();
    try {
      const welcome = await ask(nc, subjectOf(of, 'connect'), { connection, declaration });
      return new Line(nc, of, connection, welcome as Welcome);
    } catch (error) {
      await nc.close();
      throw error;
    }
  }

  /** Why it is over, once it is. */
  get why(): string {
    return this.cutBecause;
  }

  /** What whoever wrote the service is told of it. */
  get connected(): Connected {
    const { version, backlog, parked, expired, retentionMs, unmatched } = this.welcome;
    const said = { version, backlog, parked, expired, retentionMs };
    return unmatched === undefined ? said : { ...said, unmatched };
  }

  /** Its own durable: made by Liaison; a service may read from it and nothing else. */
  consumer(): Consumer {
    const { stream, durable } = this.welcome;
    const info = { stream_name: stream, name: durable, config: {} } as ConsumerInfo;
    return this.js.consumers.getConsumerFromInfo(info);
  }

  /** Says so often that it is alive that its lease does not end; closes it where it has ended. */
  keepLease(): void {
    const { leaseMs } = this.welcome;
    const timer = setInterval(() => void this.alive(leaseMs), leaseMs / ALIVES);
    void this.over.then(() => clearInterval(timer));
  }

  /** `query`: rejects with `Refused`, or `Away` where nobody answers. */
  query(query: object): Promise<unknown> {
    return ask(this.nc, subjectOf(this.of, 'query'), query);
  }

  /** Stores a message; rejects with `Away` where it is not known whether it is stored. */
  async publish(subject: string, text: string): Promise<void> {
    try {
      await this.js.publish(subject, text, { timeout: ANSWER_MS });
    } catch (error) {
      throw isPassing(error, this.nc) ? new Away() : error;
    }
  }

  /** Hands on what comes on a subject, shared with the service's other processes by `queue`. */
  subscribe(subject: string, take: (message: Msg) => void, queue?: string): void {
    this.nc.subscribe(subject, {
      ...(queue === undefined ? {} : { queue }),
      callback: (error, message) => {
        if (error === null) take(message);
      },
    });
  }

  /** What goes wrong without anybody waiting for it. */
  async overhear(tell: (problem: Error) => void): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === 'error') tell(status.error);
    }
  }

  /** All that was said so far is with the engine. */
  async flush(): Promise<void> {
    await this.nc.flush();
  }

  /** Says goodbye, so that nobody waits for the lease to end. */
  async leave(): Promise<void> {
    if (this.nc.isClosed()) return;
    const { connection } = this;
    await ask(this.nc, subjectOf(this.of, 'disconnect'), { connection }).catch(() => undefined);
    await this.close();
  }

  async close(): Promise<void> {
    if (!this.nc.isClosed()) await this.nc.close();
  }

  private async alive(leaseMs: number): Promise<void> {
    const { connection } = this;
    try {
      await ask(this.nc, subjectOf(this.of, 'alive'), { connection });
      this.lastAliveMs = performance.now();
    } catch (error) {
      const why = this.deadBecause(error, leaseMs);
      if (why === undefined) return;
      this.cutBecause = why;
      await this.close();
    }
  }

  /** No answer yet is no refusal; but a line that is silent longer than its lease is dead. */
  private deadBecause(error: unknown, leaseMs: number): string | undefined {
    if (error instanceof Refused && error.code === 'not-connected') {
      return 'Liaison counts this connection as gone';
    }
    const silentMs = performance.now() - this.lastAliveMs;
    return silentMs > leaseMs ? `Liaison was silent for ${Math.round(silentMs)} ms` : undefined;
  }
}

function subjectOf({ prefix, service }: LineOf, verb: string): string {
  return `${prefix}.service.${service}.${verb}`;
}

async function ask(nc: NatsConnection, subject: string, body: object): Promise<unknown> {
  let reply: Msg;
  try {
    reply = await nc.request(subject, JSON.stringify(body), { timeout: ANSWER_MS });
  } catch (error) {
    throw isPassing(error, nc) ? new Away() : error;
  }
  const said = reply.json<{ readonly error?: RefusalData }>();
  if (said.error !== undefined) throw new Refused(said.error);
  return said;
}

/** Nobody there, no answer in time, or the connection gone; not what the engine forbids. */
function isPassing(error: unknown, nc: NatsConnection): boolean {
  const { cause } = error as Error;
  if (cause instanceof PermissionViolationError || cause instanceof InvalidArgumentError)
    return false;
  return nc.isClosed() || PASSING.some((kind) => [error, cause].some((one) => one instanceof kind));
}
