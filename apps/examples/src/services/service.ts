import { randomUUID } from 'node:crypto';
import { type NatsConnection, connect } from '@nats-io/transport-node';
import { pause } from '../pause.js';
import { Connection, type Hears } from './connection.js';
import type { CloudEvent, Declaration } from './protocol.js';

/** Soonest and latest it tries again after the line was cut. */
const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 8_000;

/** Who a service is: `liaison service add` prints user and secret. */
export interface Identity {
  readonly user: string;
  readonly secret: string;
}

/** Who a service is, and where it connects. */
export interface ServiceTask extends Identity {
  /** `nats://127.0.0.1:4222` */
  readonly nats: string;
  /** First token of every subject. */
  readonly prefix: string;
}

/** An event as a service sends it; a repeated one keeps its id, and is taken once. */
export interface Emitted {
  readonly type: string;
  readonly id?: string;
  readonly about: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly correlation?: string | undefined;
}

/** A service that stays connected: whatever cuts its line, it comes back and declares again. */
export class Service {
  private connection: Connection | undefined;
  private ending = false;
  private readonly end = new AbortController();

  constructor(
    private readonly task: ServiceTask,
    private readonly declaration: Declaration,
    private readonly hears: Hears,
  ) {}

  get isConnected(): boolean {
    return this.connection !== undefined;
  }

  get name(): string {
    return this.task.user;
  }

  async live(): Promise<void> {
    let wait = RETRY_MS_MIN;
    while (!this.ending) {
      try {
        this.connection = await this.open();
        this.hears.tell('is connected');
        wait = RETRY_MS_MIN;
        await this.connection.closed();
        if (!this.ending) this.hears.tell('lost its line');
      } catch (error) {
        this.hears.tell(
          `cannot connect: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      this.connection = undefined;
      if (this.ending) return;
      await pause(wait, this.end.signal);
      wait = Math.min(wait * 2, RETRY_MS_MAX);
    }
  }

  /** Sends an event; resolves when it is stored. */
  async emit({ type, id, about, data, correlation }: Emitted): Promise<void> {
    const event: CloudEvent = {
      specversion: '1.0',
      id: id ?? randomUUID(),
      source: `/examples/${this.name}`,
      type,
      subject: about,
      time: new Date().toISOString(),
      data,
      ...(correlation === undefined ? {} : { correlation }),
    };
    await this.line().emit(event);
  }

  /** Where a call of one user to another goes: `{target: {terminal} | {number} | {none}, …}`. */
  query(query: object): Promise<Record<string, unknown>> {
    return this.line().request('query', query);
  }

  async stop(): Promise<void> {
    this.ending = true;
    this.end.abort();
    await this.connection?.leave();
  }

  /** Connects; once more, where the declaration is new: the permissions come with the second time. */
  private async open(): Promise<Connection> {
    const first = await Connection.open(await this.dial(), this.task, this.declaration);
    if (first.welcome.reconnect !== true) return first.serve(this.hears);
    await first.leave();
    const second = await Connection.open(await this.dial(), this.task, this.declaration);
    return second.serve(this.hears);
  }

  private dial(): Promise<NatsConnection> {
    const { nats, user, secret } = this.task;
    return connect({
      servers: nats,
      user,
      pass: secret,
      name: user,
      // The only inboxes a service may listen on.
      inboxPrefix: `_INBOX_${user}`,
      // A new line is a new connection of the service: `live` opens it.
      reconnect: false,
    });
  }

  private line(): Connection {
    if (this.connection === undefined) throw new Error(`${this.name} is not connected`);
    return this.connection;
  }
}
