import { DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
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
}

const METRIC = '$JS.EVENT.METRIC.CONSUMER.ACK.';
const MATCHED = 'liaison.matched.';
const all = { deliver_policy: DeliverPolicy.All } as const;

export async function readStreams(system: System): Promise<Streams> {
  const [sent, copies, matches, registry]: [Sent[], Copy[], Match[], Registered[]] = [
    [],
    [],
    [],
    [],
  ];
  const acknowledged: number[] = [];
  await readAll(system, 'REGISTRY', all, (message) => {
    const { data } = message.json<{ data: Pick<Registered, 'head'> }>();
    const service = message.subject.slice('liaison.registry.'.length);
    const recorded = message.info.timestampNanos;
    registry.push({ sequence: message.seq, recorded, service, head: data.head });
  });
  await readAll(system, 'EVENTS_IN', all, (message) => {
    const sender = message.subject.split('.')[3] ?? '';
    const { id, type, subject } = message.json<Sent>();
    const about = subject === undefined ? {} : { subject };
    const recorded = message.info.timestampNanos;
    sent.push({ sequence: message.seq, id, sender, type, ...about, recorded });
  });
  await readAll(system, 'DELIVERY', all, (message) => {
    const { subject } = message;
    if (subject.startsWith(METRIC)) {
      acknowledged.push(message.json<{ stream_seq: number }>().stream_seq);
    } else if (subject.startsWith(MATCHED)) {
      const { id, revision, command, data } = message.json<Fact>();
      const lastSequence = Number(command.slice('match:'.length));
      const sender = subject.slice(MATCHED.length);
      matches.push({ ...data, id, revision, lastSequence, sender });
    }
  });
  await readAll(system, 'EVENTS_OUT', all, (message) => {
    const { service: sender, matched } = message.json<{ service: string; matched: string }>();
    const copy = message.headers?.get('Nats-Msg-Id') ?? '';
    const receiver = message.subject.slice('liaison.events.out.'.length);
    copies.push({ sequence: message.seq, copy, receiver, sender, matched });
  });
  return { sent, copies, matches, registry, acknowledged };
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

/** How many messages of DELIVERY and EVENTS_IN there are: they stand still when all is matched. */
export async function ends(system: System): Promise<string> {
  const jsm = await jetstreamManager(system.operator);
  const streams = await Promise.all(
    ['EVENTS_IN', 'EVENTS_OUT'].map(async (name) => (await jsm.streams.info(name)).state.last_seq),
  );
  return streams.join(' ');
}
