import { type Bus, EVENTS_OUT, serviceDurable } from '@liaison/bus';

const TIMEOUT_MS = 5_000;
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

interface Answer {
  readonly ack_floor?: { readonly stream_seq: number };
  readonly delivered?: { readonly stream_seq: number };
  readonly num_pending?: number;
  readonly num_ack_pending?: number;
  readonly error?: { readonly err_code?: number; readonly description?: string };
}

/** Of a service without a durable nothing is known: all may have been handed over. */
const UNKNOWN: DurableState = { floor: 0, delivered: Number.POSITIVE_INFINITY, backlog: 0 };

/** Asks the leader of a service's durable. */
export async function durableState(
  bus: Pick<Bus, 'requests'>,
  service: string,
): Promise<DurableState> {
  const subject = `$JS.API.CONSUMER.INFO.${EVENTS_OUT}.${serviceDurable(service)}`;
  const reply = await bus.requests.request(subject, '', { timeoutMs: TIMEOUT_MS });
  const answer = JSON.parse(reply.string()) as Answer;
  const { ack_floor: floor, delivered, num_pending: pending, error } = answer;
  if (error?.err_code === CONSUMER_NOT_FOUND) return UNKNOWN;
  if (floor === undefined || delivered === undefined || pending === undefined) {
    throw new Error(`the durable of ${service}: ${error?.description ?? 'no answer'}`);
  }
  const backlog = pending + (answer.num_ack_pending ?? 0);
  return { floor: floor.stream_seq, delivered: delivered.stream_seq, backlog };
}
