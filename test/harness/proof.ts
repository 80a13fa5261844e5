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
 * show long after. An item that is gone from EVENTS_OUT, and neither parked nor expired, was acknowledged.
 */
export class ProofReader {
  private readonly matches: Omit<Proven, 'standing'>[] = [];
  /** Places in EVENTS_OUT by copy. */
  private readonly places = new Map<string, number[]>();
  /** Places in DELIVERY of acknowledgements, by service and place in EVENTS_OUT. */
  private readonly acknowledged = new Map<string, number[]>();
  private readonly endings = new Map<string, Ending[]>();
  private readonly kept = new Set<string>();
  private readonly erased = new Set<string>();

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
      if (kind === 'erased') reader.erased.add(copy);
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

  private proof(): Proof {
    const all = this.matches.map((one) => ({ ...one, standing: this.standing(one) }));
    return { all, faults: all.flatMap((one) => this.faults(one)) };
  }

  private standing({ copy, service }: Omit<Proven, 'standing'>): Standing {
    if (this.erased.has(copy)) return 'erased';
    const last = this.endings.get(copy)?.at(-1)?.is;
    if (last === 'expired' || last === 'parked') return last;
    const places = this.places.get(copy) ?? [];
    // Recorded as replayed, and not handed over again yet.
    if (places.length === 0) return this.kept.has(copy) ? 'pending' : 'acknowledged';
    const isSettled = places.some((place) => this.acknowledged.has(`${service} ${place}`));
    return isSettled ? 'acknowledged' : 'pending';
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
