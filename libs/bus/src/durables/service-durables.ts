import { setTimeout as pause } from 'node:timers/promises';
import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DeliverPolicy,
  JetStreamApiError,
} from '@nats-io/jetstream';
import type { Bus } from '../connection.js';
import { unsettled } from './unsettled.js';

/** The stream of notifications. */
export const EVENTS_OUT = 'EVENTS_OUT';
/** Notifications on their way and not acknowledged, unless the service declares otherwise. */
const IN_FLIGHT_DEFAULT = 64;
/** A pushed item is given up after so many deliveries; a fetched one never. */
const PUSH_DELIVERIES_MAX = 10;
const FOR_EVER = -1;
const NS_PER_MS = 1_000_000;
const NAME_HEAD = 'svc-';
/** Until somebody resumes it. */
const PAUSED_UNTIL = '2200-01-01T00:00:00Z';
/** Nobody is there to acknowledge: what is on its way comes again, in order, on the next connect. */
const PAUSED_ACK_WAIT_MS = 1;
/** The engine looks 100 ms after the ack wait was changed for what is to come again. */
const COMES_AGAIN_MS = 250;
const CONSUMER_NOT_FOUND = 10_014;
const ATTEMPTS_MAX = 5;

/** A durable was changed by others again and again. */
export class DurableContended extends Error {
  override readonly name = 'DurableContended';
}

/** What of a declaration a durable is made from. */
export interface DurableTerms {
  readonly delivery: 'push' | 'pull';
  readonly inFlight?: number;
}

/** A service's durable as the engine has it. */
export interface ServiceDurable {
  readonly service: string;
  readonly paused: boolean;
  /** Kept for the service: to be delivered, or delivered and not acknowledged. */
  readonly backlog: number;
  /** Of these, delivered and not acknowledged. */
  readonly onTheWay: number;
  readonly terms: Required<DurableTerms>;
}

/** Name of the durable a service's notifications wait in. */
export const serviceDurable = (service: string): string => `${NAME_HEAD}${service}`;

/**
 * The durables of services on EVENTS_OUT, `svc-<svc>`: one a service, however many processes it has.
 * Made by us, since services may make none; paused, it keeps what comes and hands over nothing.
 */
export class ServiceDurables {
  constructor(
    private readonly bus: Pick<Bus, 'js' | 'jsm' | 'subjects' | 'connected'>,
    /** An item not acknowledged by then comes again. */
    private readonly ackWaitMs: number,
  ) {}

  /** Undefined: there is none. */
  async find(service: string): Promise<ServiceDurable | undefined> {
    try {
      return durableOf(await this.bus.jsm.consumers.info(EVENTS_OUT, serviceDurable(service)));
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** All there are. */
  async all(): Promise<readonly ServiceDurable[]> {
    const found: ServiceDurable[] = [];
    for await (const info of this.bus.jsm.consumers.list(EVENTS_OUT)) {
      if (info.name.startsWith(NAME_HEAD)) found.push(durableOf(info));
    }
    return found;
  }

  /**
   * Makes it, paused, or changes it to these terms; safe with several at once. One that was lost is
   * made again where it stood: what was acknowledged is handed over no more. So is one that gives up
   * from now on: the engine loses, without a word, what it has delivered more often than it may.
   */
  async ensure(service: string, terms: DurableTerms): Promise<ServiceDurable> {
    const found = await this.find(service);
    if (found !== undefined && same(found.terms, terms)) return found;
    const wanted = this.changing(service, terms, found?.paused ?? true);
    if (found !== undefined && !givesUpNow(found.terms, terms)) {
      const { consumers } = this.bus.jsm;
      return durableOf(await consumers.update(EVENTS_OUT, serviceDurable(service), wanted));
    }
    if (found !== undefined) await this.remove(service);
    return this.#make(service, terms, wanted);
  }

  /**
   * Hands over from now on: first, in order, what was on its way when it was paused (C6.2). Throws
   * `DurableContended`.
   */
  async resume(durable: ServiceDurable): Promise<void> {
    const { service, terms, onTheWay } = durable;
    const { consumers } = this.bus.jsm;
    const [name, running] = [serviceDurable(service), this.changing(service, terms, false)];
    if (onTheWay > 0) await this.#comesAgain(durable);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      await consumers.update(EVENTS_OUT, name, running);
      await consumers.resume(EVENTS_OUT, name);
      // Somebody may have paused it in between: never is it left running with that ack wait.
      const { paused, config, num_waiting: asking } = await consumers.info(EVENTS_OUT, name);
      if (paused === true || config.ack_wait !== running.ack_wait) continue;
      if (asking > 0) await this.#wake(service, terms);
      return;
    }
    throw new DurableContended(`${name} was paused by others ${ATTEMPTS_MAX} times`);
  }

  /** Waits until what is on its way comes again; whoever paused the durable may have been interrupted. */
  async #comesAgain(durable: ServiceDurable): Promise<void> {
    const name = serviceDurable(durable.service);
    const { paused, config } = await this.bus.jsm.consumers.info(EVENTS_OUT, name);
    const isHalf = paused === true && config.ack_wait !== PAUSED_ACK_WAIT_MS * NS_PER_MS;
    if (isHalf) await this.pause(durable);
    await pause(COMES_AGAIN_MS);
  }

  /**
   * Who asked while it was paused still waits: the engine looks for what came meanwhile only when
   * somebody asks again, or when there is room for more on its way than before.
   */
  async #wake(service: string, { delivery, inFlight }: Required<DurableTerms>): Promise<void> {
    for (const room of [inFlight + 1, inFlight]) {
      const wanted = this.changing(service, { delivery, inFlight: room }, false);
      await this.bus.jsm.consumers.update(EVENTS_OUT, serviceDurable(service), wanted);
    }
  }

  /** Keeps what comes; no-op where there is none. */
  async pause({ service, terms }: ServiceDurable): Promise<void> {
    const { consumers } = this.bus.jsm;
    const name = serviceDurable(service);
    try {
      await consumers.pause(EVENTS_OUT, name, new Date(PAUSED_UNTIL));
      await consumers.update(EVENTS_OUT, name, this.changing(service, terms, true));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  /** For good; no-op where there is none. */
  async remove(service: string): Promise<void> {
    try {
      await this.bus.jsm.consumers.delete(EVENTS_OUT, serviceDurable(service));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  /** At the first place of what is not settled. */
  async #make(
    service: string,
    terms: DurableTerms,
    wanted: Partial<ConsumerConfig>,
  ): Promise<ServiceDurable> {
    const start = await unsettled(this.bus, service);
    try {
      const made = { ...wanted, ...this.lasting(service, start) };
      return durableOf(await this.bus.jsm.consumers.add(EVENTS_OUT, made));
    } catch (error) {
      // Somebody else has made it meanwhile, where it stood then.
      const theirs = await this.find(service);
      if (theirs !== undefined && same(theirs.terms, terms)) return theirs;
      throw error;
    }
  }

  /** What of a durable is settled when it is made. */
  private lasting(service: string, start: number): Partial<ConsumerConfig> {
    return {
      durable_name: serviceDurable(service),
      description: `The notifications of ${service}`,
      filter_subject: this.bus.subjects.eventsOut(service),
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: start,
      ack_policy: AckPolicy.Explicit,
      sample_freq: '100%',
    };
  }

  private changing(
    service: string,
    { delivery, inFlight }: DurableTerms,
    paused: boolean,
  ): Partial<ConsumerConfig> {
    return {
      durable_name: serviceDurable(service),
      ack_wait: (paused ? PAUSED_ACK_WAIT_MS : this.ackWaitMs) * NS_PER_MS,
      max_ack_pending: inFlight ?? IN_FLIGHT_DEFAULT,
      max_deliver: delivery === 'push' ? PUSH_DELIVERIES_MAX : FOR_EVER,
      ...(paused ? { pause_until: PAUSED_UNTIL } : {}),
    };
  }
}

function durableOf(info: ConsumerInfo): ServiceDurable {
  const { max_ack_pending: inFlight = IN_FLIGHT_DEFAULT, max_deliver: deliveries } = info.config;
  return {
    service: info.name.slice(NAME_HEAD.length),
    paused: info.paused === true,
    backlog: info.num_pending + info.num_ack_pending,
    onTheWay: info.num_ack_pending,
    terms: { delivery: deliveries === FOR_EVER ? 'pull' : 'push', inFlight },
  };
}

function same(has: Required<DurableTerms>, { delivery, inFlight }: DurableTerms): boolean {
  return has.delivery === delivery && has.inFlight === (inFlight ?? IN_FLIGHT_DEFAULT);
}

/** What was fetched ever so often may be delivered ten times from now on. */
function givesUpNow(has: DurableTerms, wanted: DurableTerms): boolean {
  return has.delivery === 'pull' && wanted.delivery === 'push';
}

function isGone(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === CONSUMER_NOT_FOUND;
}
