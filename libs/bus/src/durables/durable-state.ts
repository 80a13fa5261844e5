import type { Bus } from '../connection.js';
import { callEngine } from '../stored/engine-call.js';
import { EVENTS_OUT, serviceDurable } from './service-durables.js';

const CONSUMER_NOT_FOUND = 10_014;

/** How far a service is with its notifications. */
export interface DurableState {
  /** All up to this place of EVENTS_OUT is settled. */
  readonly floor: number;
  /** Nothing after this place was handed over yet. */
  readonly delivered: number;
  /** Waits, or was handed over and not acknowledged. */
  readonly backlog: number;
}

/** Of a service without a durable nothing is known: all may have been handed over. */
const UNKNOWN: DurableState = { floor: 0, delivered: Number.POSITIVE_INFINITY, backlog: 0 };

/** Asks the leader of a service's durable. */
export async function durableState(
  bus: Pick<Bus, 'requests'>,
  service: string,
): Promise<DurableState> {
  const call = `CONSUMER.INFO.${EVENTS_OUT}.${serviceDurable(service)}`;
  const answer = await callEngine(bus, call);
  const { ack_floor: floor, delivered, num_pending: pending, error } = answer;
  if (error?.err_code === CONSUMER_NOT_FOUND) return UNKNOWN;
  if (floor === undefined || delivered === undefined || pending === undefined) {
    throw new Error(`the durable of ${service}: ${error?.description ?? 'no answer'}`);
  }
  const backlog = pending + (answer.num_ack_pending ?? 0);
  return { floor: floor.stream_seq, delivered: delivered.stream_seq, backlog };
}
