import { randomBytes, randomUUID } from 'node:crypto';
import {
  type Consumer,
  type ConsumerInfo,
  type ConsumerMessages,
  type JsMsg,
  jetstream,
} from '@nats-io/jetstream';
import { type Msg, type NatsConnection, connect } from '@nats-io/transport-node';
import { until } from './await.js';
import { accepted, addService, declarationOf } from './foreign-service.js';
import type { System } from './system.js';

export { accepted, declarationOf };

type Document = Readonly<Record<string, unknown>>;

/** Who a service is, and what it proves that with. */
export interface KnownService {
  readonly service: string;
  readonly secret: string;
}

/** What a process of a service does with what reaches it; absent: as a good one does. */
export interface Conduct {
  /** False: it fetches no notifications. */
  readonly consumes?: boolean;
  /** False: it never acknowledges what it is handed. */
  readonly acknowledges?: boolean;
  /** False: it does not keep its lease. */
  readonly alive?: boolean;
  /** Answers a call, by what stands in the protocol or a text as it is; undefined: it never answers. */
  readonly answers?: (
    call: Document,
    service: Service,
  ) => object | string | undefined | Promise<object>;
}

const ALIVE_EVERY_MS = 3_000;
const ANSWER_WITHIN_MS = 15_000;

/** Registers a service, open to everyone; the id gets a suffix, so that a file's tests do not meet. */
export async function newService(system: System, name: string): Promise<KnownService> {
  const service = `${name}-${randomBytes(4).toString('hex')}`;
  return { service, secret: await addService(system, service) };
}

/** Logs in as the engine has it: a name, a secret, and the only inbox it may listen on. */
export function logIn(
  system: Pick<System, 'natsUrl'>,
  { service, secret }: KnownService,
  options: object = {},
): Promise<NatsConnection> {
  return connect({
    servers: system.natsUrl,
    user: service,
    pass: secret,
    inboxPrefix: `_INBOX_${service}`,
    reconnect: false,
    timeout: 5_000,
    ...options,
  });
}

/** A service's own durable, as it was told of it: made by the server, a service may not look it up. */
export function durableOf(
  nc: NatsConnection,
  { stream, durable }: { readonly stream?: unknown; readonly durable?: unknown },
): Consumer {
  const info = { stream_name: stream, name: durable, config: {} } as ConsumerInfo;
  return jetstream(nc).consumers.getConsumerFromInfo(info);
}

/** Whether a connection is told that it is no connection any more. */
function isOver(answer: Document): boolean {
  return (answer['error'] as { readonly code?: string } | undefined)?.code === 'not-connected';
}

/** A process of a service as a stranger would write one: plain NATS, JSON, one connection. */
export class Service {
  /** Notifications in the order they were handed over, repeated ones too. */
  readonly heard: Document[] = [];
  /** What it was told of events that were refused. */
  readonly refusals: Document[] = [];
  readonly called: Document[] = [];
  readonly connection = randomUUID();
  welcome: Document = {};
  /** It was told that its lease is over: it has to connect again. */
  isOver = false;
  private messages: ConsumerMessages | undefined;

  private constructor(
    readonly nc: NatsConnection,
    readonly service: string,
    private readonly conduct: Conduct,
  ) {}

  /** Dials and declares, and again where the declaration is new: then it may emit what is in it. */
  static async connect(
    system: Pick<System, 'natsUrl'>,
    known: KnownService,
    declaration: object = {},
    conduct: Conduct = {},
  ): Promise<Service> {
    for (let dials = 0; dials < 2; dials++) {
      const process = new Service(await logIn(system, known), known.service, conduct);
      await process.connects(declaration);
      if (process.welcome['reconnect'] !== true) return process.serve();
      await process.leave();
    }
    throw new Error(`${known.service}'s declaration is always new`);
  }

  /** Asks to be connected; answers what it is told, errors too. */
  async connects(declaration: object): Promise<Document> {
    const { connection } = this;
    const body = { connection, declaration: declarationOf(declaration) };
    this.welcome = await this.ask('connect', body);
    if ('error' in this.welcome) throw new Error(JSON.stringify(this.welcome));
    return this.welcome;
  }

  /** A request; answers what it is told, errors too. */
  async ask(verb: string, body: object): Promise<Document> {
    const subject = `liaison.service.${this.service}.${verb}`;
    const timeout = ANSWER_WITHIN_MS;
    return (await this.nc.request(subject, JSON.stringify(body), { timeout })).json<Document>();
  }

  /** Resolves with the event's id when it is stored; throws where the engine forbids it. */
  async emit(type: string, changes: Document = {}): Promise<string> {
    const id = randomUUID();
    const event = { specversion: '1.0', id, source: `/${this.service}`, type, ...changes };
    const subject = `liaison.events.in.${this.service}.${type}`;
    await jetstream(this.nc).publish(subject, JSON.stringify(event), { timeout: ANSWER_WITHIN_MS });
    return String((event as Document)['id']);
  }

  /** Waits until it has been handed so many notifications; answers their ids. */
  async hears(count: number): Promise<readonly string[]> {
    await until(`${this.service} is notified ${count} times`, () => this.heard.length >= count);
    return this.ids();
  }

  /** Ids of the events it was notified of, in order. */
  ids(): readonly string[] {
    return this.heard.map(({ id }) => String(id));
  }

  /** Says goodbye. */
  async leave(): Promise<void> {
    await this.ask('disconnect', { connection: this.connection });
    await this.cut();
  }

  /** Fetches so many notifications, none more, and acknowledges each, or does with them as it is told. */
  async fetch(
    count: number,
    settle: (message: JsMsg) => void = (message) => message.ack(),
    withinMs = ANSWER_WITHIN_MS,
  ): Promise<readonly Document[]> {
    const fetched: Document[] = [];
    const options = { max_messages: count, expires: withinMs };
    for await (const message of await durableOf(this.nc, this.welcome).fetch(options)) {
      fetched.push(message.json<Document>());
      settle(message);
    }
    await this.nc.flush();
    this.heard.push(...fetched);
    return fetched;
  }

  /** Ends without a word. */
  async cut(): Promise<void> {
    await this.messages?.close();
    await this.nc.close();
  }

  private async serve(): Promise<this> {
    const { nc, service, conduct } = this;
    nc.subscribe(String(this.welcome['calls']), {
      queue: service,
      callback: (error, call) => {
        if (error === null) void this.answer(call);
      },
    });
    nc.subscribe(`liaison.refused.${service}`, {
      callback: (error, message) => {
        if (error === null) this.refusals.push(message.json<Document>());
      },
    });
    if (conduct.alive !== false) this.keepLease();
    if (conduct.consumes !== false) void this.consume();
    await nc.flush();
    return this;
  }

  private keepLease(): void {
    const beat = (): void => {
      this.ask('alive', { connection: this.connection })
        .then((answer) => (this.isOver ||= isOver(answer)))
        .catch(() => undefined);
    };
    const timer = setInterval(beat, ALIVE_EVERY_MS);
    void this.nc.closed().then(() => clearInterval(timer));
  }

  private async consume(): Promise<void> {
    this.messages = await durableOf(this.nc, this.welcome).consume({ bind: true });
    for await (const message of this.messages) {
      this.heard.push(message.json<Document>());
      if (this.conduct.acknowledges !== false) message.ack();
    }
  }

  /** A call without a reply subject is a misdirected answer: nobody waits. */
  private async answer(call: Msg): Promise<void> {
    if (call.reply === undefined || call.reply === '') return;
    const asked = call.json<Document>();
    this.called.push(asked);
    const { answers = (): object => ({ payload: { asked: asked['payload'] } }) } = this.conduct;
    const said = await answers(asked, this);
    if (said !== undefined) call.respond(typeof said === 'string' ? said : JSON.stringify(said));
  }
}
