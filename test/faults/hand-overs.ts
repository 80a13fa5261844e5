import { DeliverPolicy, type JsMsg, type StoredMsg, jetstreamManager } from '@nats-io/jetstream';
import { readAll } from '../harness/log.js';
import type { System } from '../harness/system.js';

/** An event as a service sent it, or a copy of one. */
export interface Sent {
  readonly sequence: number;
  readonly id: string;
  readonly sender: string;
  readonly type: string;
  readonly subject?: string;
  /** The engine's time, nanoseconds since the epoch. */
  readonly recorded: number;
}

export interface Copy {
  readonly sequence: number;
  readonly copy: string;
  readonly receiver: string;
  readonly sender: string;
  readonly matched: string;
}

export interface Receiver {
  readonly service: string;
  readonly declaration: number;
  readonly copy: string;
}

/** One `event.matched` of a sender. */
export interface Match {
  readonly id: string;
  readonly sender: string;
  readonly revision: number;
  readonly lastSequence: number;
  readonly registrySeq: number;
  readonly events: readonly {
    readonly event: string;
    readonly outcome: string;
    readonly receivers: readonly Receiver[];
  }[];
}

/** A service's state after a fact of REGISTRY. */
export interface Registered {
  readonly sequence: number;
  readonly recorded: number;
  readonly service: string;
  readonly head: {
    readonly status: string;
    readonly grants: readonly string[];
    readonly declaration?: {
      readonly version: number;
      readonly emits: readonly { readonly type: string; readonly about: string }[];
      readonly wants: readonly { readonly type: string; readonly from?: string }[];
    };
  };
}

/** What the streams hold of services' events, and nothing else: the whole of it. */
export interface Streams {
  readonly sent: readonly Sent[];
  readonly copies: readonly Copy[];
  readonly matches: readonly Match[];
  readonly registry: readonly Registered[];
  /** Sequences of copies in EVENTS_OUT, once for each acknowledgement the engine noted. */
  readonly acknowledged: readonly number[];
  /** Ids of what is parked: of an event that was refused `refused:<svc>:<sequence in EVENTS_IN>`. */
  readonly parked: readonly string[];
  /** Copies that were taken out of their services' way: they lie in PARKED, and no more in EVENTS_OUT. */
  readonly takenOut: ReadonlySet<string>;
}

const METRIC = '$JS.EVENT.METRIC.CONSUMER.ACK.';
const MATCHED = 'liaison.matched.';
const ENDED = 'liaison.delivery.';
const OF_USERS = 'liaison.delivery.user.';

/** Reads the streams from where it last stopped, so that a long run is not read again and again. */
export class StreamsReader implements Streams {
  readonly sent: Sent[] = [];
  readonly copies: Copy[] = [];
  readonly matches: Match[] = [];
  readonly registry: Registered[] = [];
  readonly acknowledged: number[] = [];
  readonly parked: string[] = [];
  readonly takenOut = new Set<string>();
  private readonly read = new Map<string, number>();

  constructor(private readonly system: System) {}

  async now(): Promise<Streams> {
    await this.goOn('REGISTRY', (message) => {
      const { data } = message.json<{ data: Pick<Registered, 'head'> }>();
      const service = message.subject.slice('liaison.registry.'.length);
      const recorded = message.info.timestampNanos;
      this.registry.push({ sequence: message.seq, recorded, service, head: data.head });
    });
    await this.goOn('EVENTS_IN', (message) => {
      const sender = message.subject.split('.')[3] ?? '';
      const { id, type, subject } = message.json<Sent>();
      const about = subject === undefined ? {} : { subject };
      const recorded = message.info.timestampNanos;
      this.sent.push({ sequence: message.seq, id, sender, type, ...about, recorded });
    });
    await this.goOn('DELIVERY', (message) => this.noted(message));
    await this.goOn('EVENTS_OUT', (message) => {
      const { service: sender, matched } = message.json<{ service: string; matched: string }>();
      const copy = message.headers?.get('Nats-Msg-Id') ?? '';
      const receiver = message.subject.slice('liaison.events.out.'.length);
      this.copies.push({ sequence: message.seq, copy, receiver, sender, matched });
    });
    await this.goOn('PARKED', (message) => {
      this.parked.push(message.headers?.get('Nats-Msg-Id') ?? '');
    });
    return this;
  }

  private noted(message: JsMsg): void {
    const { subject } = message;
    if (subject.startsWith(METRIC)) {
      this.acknowledged.push(message.json<{ stream_seq: number }>().stream_seq);
    } else if (subject.startsWith(MATCHED)) {
      const { id, revision, command, data } = message.json<Fact>();
      const lastSequence = Number(command.slice('match:'.length));
      const sender = subject.slice(MATCHED.length);
      this.matches.push({ ...data, id, revision, lastSequence, sender });
    } else if (subject.startsWith(ENDED) && !subject.startsWith(OF_USERS)) {
      this.takenOut.add(message.json<{ data: { copy: string } }>().data.copy);
    }
  }

  private async goOn(stream: string, take: (message: JsMsg) => void): Promise<void> {
    const opt_start_seq = (this.read.get(stream) ?? 0) + 1;
    const from = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq };
    await readAll(this.system, stream, from, (message) => {
      this.read.set(stream, message.seq);
      take(message);
    });
  }
}

interface Fact {
  readonly id: string;
  readonly revision: number;
  readonly command: string;
  readonly data: Pick<Match, 'events' | 'registrySeq'>;
}

/** What the durable of a service has not handed over, and has handed over without an acknowledgement. */
export async function owed(system: System, service: string): Promise<number> {
  const jsm = await jetstreamManager(system.operator);
  const info = await jsm.consumers.info('EVENTS_OUT', `svc-${service}`);
  return info.num_pending + info.num_ack_pending;
}

/** Whether a sender's last event is in its last match. */
export async function isMatched(system: System, sender: string): Promise<boolean> {
  const { streams } = await jetstreamManager(system.operator);
  const last = (stream: string, last_by_subj: string): Promise<StoredMsg | null> =>
    streams.getMessage(stream, { last_by_subj });
  const event = await last('EVENTS_IN', `liaison.events.in.${sender}.>`);
  if (event === null) return true;
  const match = await last('DELIVERY', `${MATCHED}${sender}`);
  return match?.json<Fact>().command === `match:${event.seq}`;
}
