import { randomUUID } from 'node:crypto';
import type { ConsumerMessages } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { addService, declarationOf } from '../harness/foreign-service.js';
import { durableOf, logIn } from '../harness/service.js';
import type { System } from '../harness/system.js';

/** Twice: the permissions of a new declaration come with the next connection. */
const DIALS = 2;
/** So often within a lease a connection says that it is alive. */
const ALIVES = 3;
const ANSWER_MS = 10_000;

/** What a talker tells whoever drives it; the numbers are those it was given to emit. */
export interface Hearing {
  /** The engine has the event: our first acknowledgement. */
  stored(place: number): void;
  /** A copy is here, and acknowledged; `event`: its CloudEvents id. */
  copy(receiver: string, event: string): void;
  /** Something that may not happen. */
  fault(what: string): void;
}

interface Welcome {
  readonly stream: string;
  readonly durable: string;
  readonly leaseMs: number;
  readonly reconnect?: true;
}

/** One service, a plain NATS client in the account of services, with as little work as it allows. */
export class Talker {
  private readonly inbox: string;
  private messages: ConsumerMessages | undefined;
  private alive: NodeJS.Timeout | undefined;
  hearing: Hearing | undefined;

  private constructor(
    readonly service: string,
    private readonly nc: NatsConnection,
    private readonly connection: string,
    private readonly welcome: Welcome,
  ) {
    this.inbox = `_INBOX_${service}.acks.`;
  }

  /** Registers it, connects it with what it declares, and lets it listen. */
  static async start(system: System, service: string, declaration: object): Promise<Talker> {
    const secret = await addService(system, service);
    for (let dials = 0; dials < DIALS; dials++) {
      const nc = await logIn(system, { service, secret }, { noAsyncTraces: true });
      const connection = randomUUID();
      const body = JSON.stringify({ connection, declaration: declarationOf(declaration) });
      const options = { timeout: ANSWER_MS };
      const reply = await nc.request(`liaison.service.${service}.connect`, body, options);
      const welcome = reply.json<Welcome>();
      const talker = new Talker(service, nc, connection, welcome);
      if (welcome.durable === undefined) throw new Error(`${service}: ${reply.string()}`);
      if (welcome.reconnect !== true) return talker.listen();
      await nc.close();
    }
    throw new Error(`${service}'s declaration is always new`);
  }

  /** Sends an event; `stored` says when the engine has it. */
  emit(type: string, body: string, place: number): void {
    const options = { reply: `${this.inbox}${place}` };
    this.nc.publish(`liaison.events.in.${this.service}.${type}`, body, options);
  }

  get durable(): string {
    return this.welcome.durable;
  }

  async close(): Promise<void> {
    clearInterval(this.alive);
    this.messages?.stop();
    await this.nc.close();
  }

  private async listen(): Promise<this> {
    const { nc, service, inbox, welcome } = this;
    nc.subscribe(`${inbox}*`, {
      callback: (_, message) => {
        const { seq } = message.json<{ seq?: number }>();
        if (seq === undefined) this.hearing?.fault(`${service}: ${message.string()}`);
        else this.hearing?.stored(Number(message.subject.slice(inbox.length)));
      },
    });
    nc.subscribe(`liaison.refused.${service}`, {
      callback: (_, message) => this.hearing?.fault(`${service}: ${message.string()}`),
    });
    this.alive = setInterval(() => {
      const body = JSON.stringify({ connection: this.connection });
      nc.publish(`liaison.service.${service}.alive`, body, { reply: `_INBOX_${service}.alive` });
    }, welcome.leaseMs / ALIVES);
    this.messages = await durableOf(nc, welcome).consume({ bind: true });
    void this.take(this.messages);
    return this;
  }

  private async take(messages: ConsumerMessages): Promise<void> {
    for await (const message of messages) {
      message.ack();
      this.hearing?.copy(this.service, message.json<{ id: string }>().id);
    }
  }
}
