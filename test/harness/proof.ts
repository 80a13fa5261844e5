import { DeliverPolicy, type JsMsg } from '@nats-io/jetstream';
import { readAll } from './log.js';
import type { System } from './system.js';

/** How it stands with an event that a service wanted. */
export type Standing = 'pending' | 'acknowledged' | 'parked' | 'expired' | 'erased';

/** One accepted event and one service that wanted it. */
export interface Proven {
  readonly sender: string;
  readonly event: string;
  readonly service: string;
  /** The version of the service's declaration that matched. */
  readonly declaration: number;
  readonly copy: string;
  readonly standing: Standing;
}

/** What the streams say of every accepted event and wanting service, and where they contradict themselves. */
export interface Proof {
  readonly all: readonly Proven[];
  readonly faults: readonly string[];
}

interface Ending {
  readonly is: string;
  readonly at: number;
}

const METRIC = '$JS.EVENT.METRIC.CONSUMER.ACK.EVENTS_OUT.svc-';
const MATCHED = 'liaison.matched.';
const ENDED = /^liaison\.delivery\.([^.]+)$/;

/**
 * Reads EVENTS_OUT, DELIVERY and PARKED, no durable and no program of the server: what an operator can
 * show long after. An item that is gone from EVENTS_OUT, and neither parked nor expired, was acknowledged:
 * for as many of a service as there are acknowledgements of items that are gone.
 */
export class ProofReader {
  private readonly matches: Omit<Proven, 'standing'>[] = [];
  /** Places in EVENTS_OUT by copy. */
  private readonly places = new Map<string, number[]>();
  /** Places in DELIVERY of acknowledgements, by service and place in EVENTS_OUT. */
  private readonly acknowledged = new Map<string, number[]>();
  private readonly endings = new Map<string, Ending[]>();
  private readonly kept = new Set<string>();
  /** Places in EVENTS_OUT, of those that were erased there, by copy. */
  private readonly erased = new Map<string, number[]>();

  static async read(system: System): Promise<Proof> {
    const reader = new ProofReader();
    const whole = { deliver_policy: DeliverPolicy.All };
    await readAll(system, 'DELIVERY', whole, (message) => reader.noted(message));
    await readAll(system, 'EVENTS_OUT', whole, (message) => {
      const [copy = ''] = (message.headers?.get('Nats-Msg-Id') ?? '').split('/');
      add(reader.places, copy, message.seq);
    });
    await readAll(system, 'PARKED', whole, (message) => {
      const [kind, copy = ''] = (message.headers?.get('Nats-Msg-Id') ?? '').split(':');
      if (kind === 'parked') reader.kept.add(copy);
      if (kind === 'erased') reader.wiped(copy, message);
    });
    return reader.proof();
  }

  private noted(message: JsMsg): void {
    const { subject, seq } = message;
    if (subject.startsWith(METRIC)) {
      const { stream_seq } = message.json<{ stream_seq: number }>();
      add(this.acknowledged, `${subject.slice(METRIC.length)} ${stream_seq}`, seq);
    } else if (subject.startsWith(MATCHED)) {
      this.matched(subject.slice(MATCHED.length), message);
    } else if (ENDED.test(subject)) {
      const { type, data } = message.json<{ type: string; data: { copy: string } }>();
      add(this.endings, data.copy, { is: type.split('.')[2] ?? '', at: seq });
    }
  }

  private matched(sender: string, message: JsMsg): void {
    const { data } = message.json<{ data: { events: readonly Entry[] } }>();
    for (const { event, receivers } of data.events) {
      for (const one of receivers) this.matches.push({ sender, event, ...one });
    }
  }

  private wiped(copy: string, message: JsMsg): void {
    const { stream, sequence } = message.json<{ stream: string; sequence: number }>();
    const places = this.erased.get(copy) ?? [];
    this.erased.set(copy, stream === 'EVENTS_OUT' ? [...places, sequence] : places);
  }

  private proof(): Proof {
    const all = this.matches.map((one) => ({ ...one, standing: this.standing(one) }));
    return { all, faults: [...all.flatMap((one) => this.faults(one)), ...this.lost(all)] };
  }

  private standing(one: Omit<Proven, 'standing'>): Standing {
    const { copy } = one;
    const isSettled = this.placesOf(one).some((place) => this.acknowledged.has(place));
    // Who had acknowledged it had it: an erasure does not undo that.
    if (this.erased.has(copy)) return isSettled ? 'acknowledged' : 'erased';
    const last = this.endings.get(copy)?.at(-1)?.is;
    if (last === 'expired' || last === 'parked') return last;
    if (isSettled) return 'acknowledged';
    // Recorded as replayed, and not handed over again yet, it is kept.
    return this.places.has(copy) || this.kept.has(copy) ? 'pending' : 'acknowledged';
  }

  /** More of a service is gone than was acknowledged. */
  private lost(all: readonly Proven[]): readonly string[] {
    const places = all.map((one) => this.placesOf(one));
    const there = new Set(places.flat());
    const acknowledged = [...this.acknowledged.keys()].filter((place) => !there.has(place));
    const settled = countedBy(acknowledged.map((place) => place.split(' ')[0] ?? ''));
    const isGone = ({ standing }: Proven, at: number): boolean =>
      standing === 'acknowledged' && places[at]?.length === 0;
    const gone = countedBy(all.filter(isGone).map(({ service }) => service));
    return [...gone].flatMap(([service, count]) => {
      const lost = count - (settled.get(service) ?? 0);
      return lost > 0 ? [`${lost} for ${service} are gone, and were never acknowledged`] : [];
    });
  }

  /** In EVENTS_OUT, also where it was erased there. */
  private placesOf({ copy, service }: Omit<Proven, 'standing'>): readonly string[] {
    const places = [...(this.places.get(copy) ?? []), ...(this.erased.get(copy) ?? [])];
    return places.map((place) => `${service} ${place}`);
  }

  /** What says something else of it. */
  private faults({ copy, service, standing }: Proven): readonly string[] {
    const places = this.places.get(copy) ?? [];
    const isKept = this.kept.has(copy);
    const times = places.map((place) => this.acknowledged.get(`${service} ${place}`)?.length ?? 0);
    const wrong = {
      'lies in EVENTS_OUT more than once': places.length > 1,
      'was acknowledged more than once': times.some((count) => count > 1),
      'waits and is kept to be replayed': standing === 'pending' && isKept,
      'is over and lies in EVENTS_OUT still': isOver(standing) && places.length > 0,
      'is over and is kept to be replayed': standing !== 'parked' && isOver(standing) && isKept,
      'cannot be replayed': standing === 'parked' && !isKept,
    };
    return Object.entries(wrong).flatMap(([what, is]) =>
      is ? [`${copy} for ${service}, ${standing}, ${what}`] : [],
    );
  }
}

interface Entry {
  readonly event: string;
  readonly receivers: readonly {
    readonly service: string;
    readonly declaration: number;
    readonly copy: string;
  }[];
}

const isOver = (standing: Standing): boolean =>
  standing === 'parked' || standing === 'expired' || standing === 'erased';

function add<T>(to: Map<string, T[]>, key: string, one: T): void {
  const list = to.get(key);
  if (list === undefined) to.set(key, [one]);
  else list.push(one);
}

function countedBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** How many stand how, of one service or of all. */
export function counted(
  all: readonly Proven[],
  service?: string,
): Partial<Record<Standing, number>> {
  const counts: Partial<Record<Standing, number>> = {};
  for (const one of all) {
    if (service !== undefined && one.service !== service) continue;
    counts[one.standing] = (counts[one.standing] ?? 0) + 1;
  }
  return counts;
}
