import { type Bus, type CommandClient, Idle } from '@liaison/bus';
import {
  type Clock,
  type CommandReply,
  type Counter,
  type Meter,
  type Refusal,
  type ServiceVerb,
  refusal,
  uuidV7,
} from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { RefusalExtra } from '../messages/answers.js';
import { Budgets } from './budgets.js';
import { onGrid } from '../requests/grid.js';
import { type RequestHeaders, engineClientOf } from './engine-client.js';
import { type ServiceRequest, destinationOf, isOnGrid, readBody } from './service-request.js';

/** Gateways share the requests of services. */
const QUEUE = 'gateway';
/** Of all services together: past it they are told to come back. */
const AT_ONCE_MAX = 1_024;
const BUSY_WAIT_MS = 1_000;
/** How long a stopping gateway waits for answers that are due. */
const DRAIN_PATIENCE_MS = 5_000;

export interface IntakeTools {
  readonly bus: Bus;
  readonly commands: CommandClient;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Without a lease nothing is taken: what waited while this process stood still may be old. */
  readonly tenure: { readonly holds: boolean };
}

/** A request as the engine delivers it. */
interface Incoming {
  readonly subject: string;
  readonly reply?: string | undefined;
  readonly data: Uint8Array;
  readonly headers?: RequestHeaders | undefined;
}

/** Whose request it is, and for what. */
type Asked = Pick<ServiceRequest, 'service' | 'verb'>;

/**
 * Takes what services ask (`liaison.service.<svc>.<verb>`): bounded, limited a service at a time, read,
 * then handed to the app that answers it. Every request that waits for an answer gets one.
 */
export class ServiceIntake {
  private readonly log = new Logger('services');
  private readonly budgets = new Budgets();
  private readonly counter: Counter;
  private subscription: { drain(): Promise<void> } | undefined;
  private atOnce = 0;
  private readonly rest = new Idle(() => this.atOnce === 0);

  constructor(private readonly tools: IntakeTools) {
    this.counter = tools.meter.counter(
      'liaison_service_requests_total',
      'Requests of services by verb and outcome',
      ['verb', 'outcome'],
    );
  }

  /** Resolves once the engine knows that this gateway takes them. */
  async start(): Promise<void> {
    const { nc, subjects } = this.tools.bus;
    this.subscription = nc.subscribe(subjects.serviceRequests(), {
      queue: QUEUE,
      callback: (error, message) => {
        if (error === null) this.take(message);
        else this.log.error(`requests of services are not taken: ${error.message}`);
      },
    });
    await nc.flush();
  }

  /** Takes no more, and answers what was taken; idempotent. */
  async stop(): Promise<void> {
    const { subscription } = this;
    this.subscription = undefined;
    // While the engine is away there is nothing to drain.
    if (this.tools.bus.connected()) await subscription?.drain();
    await this.rest.reached(DRAIN_PATIENCE_MS);
  }

  private take(message: Incoming): void {
    const asked = this.tools.bus.subjects.parseServiceRequest(message.subject);
    // Nobody waits: an answer that somebody has made go astray, and no request.
    if (message.reply === undefined || message.reply === '') return;
    if (asked === undefined) {
      this.refuse(message, 'unknown', refusal('unknown-method', { message: 'no such request' }));
      return;
    }
    if (!this.tools.tenure.holds) {
      this.refuse(message, asked.verb, refusal('unavailable'));
      return;
    }
    const waitMs =
      this.atOnce >= AT_ONCE_MAX
        ? BUSY_WAIT_MS
        : this.budgets.begin(asked.service, performance.now());
    if (waitMs > 0) {
      this.refuse(message, asked.verb, refusal('too-many-requests', { retryAfterMs: waitMs }));
      return;
    }
    void this.serve(message, asked);
  }

  /** Never rejects. */
  private async serve(message: Incoming, { service, verb }: Asked): Promise<void> {
    const arrivedMs = performance.now();
    this.atOnce++;
    try {
      const read = readBody(verb, message.data);
      if ('refused' in read) {
        this.log.warn(`${service} ${verb}: ${read.refused.code}, ${read.refused.message}`);
        this.refuse(message, verb, read.refused);
      } else {
        const client = engineClientOf(message.headers);
        await this.forward(message, { service, verb, body: read.body, client }, arrivedMs);
      }
    } catch (error) {
      this.log.error(error instanceof Error ? error : new Error(String(error)));
      this.refuse(message, verb, refusal('internal'));
    } finally {
      this.budgets.end(service);
      this.atOnce--;
      this.rest.look();
    }
  }

  private async forward(
    message: Incoming,
    asked: ServiceRequest,
    arrivedMs: number,
  ): Promise<void> {
    const correlation = uuidV7(this.tools.clock.ms());
    const { app, verb, request } = destinationOf(asked, correlation);
    const reply: CommandReply = await this.tools.commands.request(app, verb, request);
    // Of users one may not ask about nothing is told, the time it took included.
    if (isOnGrid(asked)) await onGrid(arrivedMs);
    if ('accepted' in reply) {
      this.counter.add({ verb: asked.verb, outcome: 'accepted' });
      this.answer(message, reply.accepted.result);
    } else if ('refused' in reply) {
      const { code, field = '', message: why } = reply.refused;
      this.log.warn(`${asked.service} ${asked.verb}: ${code} ${field}, ${why}`);
      this.refuse(message, asked.verb, reply.refused);
    } else {
      this.refuse(message, asked.verb, { ...refusal('outcome-unknown'), ...reply.unknown });
    }
  }

  private refuse(
    message: Incoming,
    verb: ServiceVerb | 'unknown',
    error: Refusal & RefusalExtra,
  ): void {
    const outcome = error.code === 'outcome-unknown' ? 'unknown' : 'refused';
    this.counter.add({ verb, outcome });
    this.answer(message, { error });
  }

  private answer(message: Incoming, body: object): void {
    this.tools.bus.outbox.publish(message.reply ?? '', JSON.stringify(body));
  }
}
