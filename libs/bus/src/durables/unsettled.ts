import type { Bus } from '../connection.js';
import { readToEnd } from '../ordered/read-to-end.js';

const EVENTS_OUT = 'EVENTS_OUT';
/** Servers' clocks may differ by so much. */
const CLOCKS_MS = 60_000;

/** Where the engine notes acknowledgements of a service's notifications. */
export const acknowledgementsOf = (service: string): string =>
  `$JS.EVENT.METRIC.CONSUMER.ACK.${EVENTS_OUT}.svc-${service}`;

/** The place in EVENTS_OUT that one of those is about. */
export const acknowledgedPlace = (body: string): number =>
  (JSON.parse(body) as { readonly stream_seq: number }).stream_seq;

/**
 * The place in EVENTS_OUT from which on a service has acknowledged nothing, after which nothing of it
 * lies that it has: for a durable that is made again. What was acknowledged behind what was not is
 * taken away, since no durable can pass over it; what it was acknowledged by stays in DELIVERY.
 */
export async function unsettled(
  bus: Pick<Bus, 'js' | 'jsm' | 'subjects' | 'connected'>,
  service: string,
): Promise<number> {
  const places: number[] = [];
  let sinceMs = 0;
  const copies = {
    stream: EVENTS_OUT,
    filter: bus.subjects.eventsOut(service),
    from: 1,
    headersOnly: true,
  } as const;
  await readToEnd(bus, copies, (message) => {
    if (places.length === 0) sinceMs = message.time.getTime();
    places.push(message.seq);
  });
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return 1;
  const settled = await acknowledgedSince(bus, service, sinceMs - CLOCKS_MS);
  const start = places.find((place) => !settled.has(place)) ?? last + 1;
  for (const place of places) {
    if (place > start && settled.has(place)) await dropCopy(bus, place);
  }
  return start;
}

async function acknowledgedSince(
  bus: Pick<Bus, 'js' | 'connected'>,
  service: string,
  sinceMs: number,
): Promise<ReadonlySet<number>> {
  const settled = new Set<number>();
  const filter = acknowledgementsOf(service);
  await readToEnd(bus, { stream: 'DELIVERY', filter, from: { sinceMs } }, (message) => {
    settled.add(acknowledgedPlace(message.string()));
  });
  return settled;
}

/** Destroys a copy in EVENTS_OUT, and so takes it out of its durable; no-op where it is gone. */
export async function dropCopy(bus: Pick<Bus, 'jsm'>, place: number): Promise<void> {
  try {
    await bus.jsm.streams.deleteMessage(EVENTS_OUT, place);
  } catch (error) {
    const there = await bus.jsm.streams.getMessage(EVENTS_OUT, { seq: place });
    if (there !== null) throw error;
  }
}
