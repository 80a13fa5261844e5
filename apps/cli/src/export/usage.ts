import type { Bus } from '@liaison/bus';
import type { MatchedEvent } from '@liaison/domain';
import { factOf, type Read, readOn } from '../events/reading.js';

/** What a service sent and was handed on one day (UTC). */
export interface Usage {
  readonly day: string;
  readonly service: string;
  /** Events taken in and accepted, each once; of them those that reached a service or a user. */
  emitted: number;
  matched: number;
  /** Events taken in and refused with a reason. */
  refused: number;
  /** Users who were notified of what it emitted. */
  users: number;
  /** Notifications for this service, and what became of each by now. */
  notified: number;
  acknowledged: number;
  parked: number;
  replayed: number;
  expired: number;
}

/** Days that are wanted, both included; absent: from the beginning, up to today. */
export interface Days {
  readonly from?: string;
  readonly to?: string;
}

type Count = Exclude<keyof Usage, 'day' | 'service'>;

const METRIC = '$JS.EVENT.METRIC.CONSUMER.ACK.EVENTS_OUT.';
const DURABLE = 'svc-';
const DAY_CHARS = 10;
const COUNTED: Readonly<Record<string, Count>> = {
  'liaison.delivery.parked.v1': 'parked',
  'liaison.delivery.replayed.v1': 'replayed',
  'liaison.delivery.expired.v1': 'expired',
};

/**
 * Usage per service and day, from DELIVERY alone: what was matched, acknowledged, parked, expired. It is
 * kept for ever, so it can be read again at any time, and comes to the same.
 */
export async function usageOf(bus: Bus, days: Days): Promise<readonly Usage[]> {
  const fold = new UsageFold(bus.subjects.prefix);
  const { last_seq: end } = (await bus.jsm.streams.info('DELIVERY')).state;
  for await (const message of readOn(bus, { stream: 'DELIVERY', subject: '>' }, 0, end)) {
    fold.add(message);
  }
  return fold.usage.filter(({ day }) => isWithin(day, days));
}

function isWithin(day: string, { from = '', to = '9999-12-31' }: Days): boolean {
  return day >= from && day <= to;
}

/** Counts what DELIVERY says, message by message. */
export class UsageFold {
  private readonly rows = new Map<string, Usage>();
  /** Places in EVENTS_OUT that were acknowledged: one that is handed over again may be twice. */
  private readonly acknowledged = new Map<string, Set<number>>();

  constructor(private readonly prefix: string) {}

  /** By day, then service. */
  get usage(): readonly Usage[] {
    return [...this.rows.values()].toSorted((a, b) =>
      `${a.day} ${a.service}` < `${b.day} ${b.service}` ? -1 : 1,
    );
  }

  add(message: Read): void {
    if (message.subject.startsWith(METRIC)) return this.acknowledge(message);
    if (message.subject.startsWith('$JS.')) return;
    const [kind, service = ''] = message.subject.slice(this.prefix.length + 1).split('.');
    if (kind === 'matched') return this.match(service, message);
    const fact = factOf(message);
    const counted = COUNTED[fact.type];
    if (counted !== undefined) this.row(fact.time, service)[counted]++;
  }

  private match(sender: string, message: Read): void {
    const { time, data } = factOf(message);
    const { events } = data as unknown as { readonly events: readonly MatchedEvent[] };
    for (const event of events) this.matchOne(this.row(time, sender), event, time);
  }

  private matchOne(row: Usage, { outcome, receivers, users }: MatchedEvent, time: string): void {
    if (outcome === 'repeated') return;
    if (outcome.startsWith('refused:')) {
      row.refused++;
      return;
    }
    row.emitted++;
    row.users += users;
    if (outcome === 'matched') row.matched++;
    for (const { service } of receivers) this.row(time, service).notified++;
  }

  private acknowledge({ subject, body }: Read): void {
    const service = subject.slice(METRIC.length + DURABLE.length);
    const { stream_seq: place, timestamp } = JSON.parse(Buffer.from(body).toString('utf8')) as {
      readonly stream_seq: number;
      readonly timestamp: string;
    };
    let places = this.acknowledged.get(service);
    if (places === undefined) this.acknowledged.set(service, (places = new Set()));
    if (places.has(place)) return;
    places.add(place);
    this.row(timestamp, service).acknowledged++;
  }

  private row(time: string, service: string): Usage {
    const day = time.slice(0, DAY_CHARS);
    const key = `${day} ${service}`;
    const known = this.rows.get(key);
    if (known !== undefined) return known;
    const made = { ...NOTHING, day, service };
    this.rows.set(key, made);
    return made;
  }
}

const NOTHING: Readonly<Record<Count, number>> = {
  emitted: 0,
  matched: 0,
  refused: 0,
  users: 0,
  notified: 0,
  acknowledged: 0,
  parked: 0,
  replayed: 0,
  expired: 0,
};
