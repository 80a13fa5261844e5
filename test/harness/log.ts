import {
  DeliverPolicy,
  type JsMsg,
  type OrderedConsumerOptions,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { System } from './system.js';

/** A fact as it lies in the log: a CloudEvents 1.0 envelope and where it lies. */
export interface StoredFact {
  readonly type: string;
  readonly subject: string;
  readonly id: string;
  readonly revision: number;
  readonly time: string;
  readonly command?: string;
  readonly actor?: string;
  readonly previous?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly sealed?: string;
  readonly sequence: number;
}

/** All facts of one aggregate (`profile.alice`), oldest first, as an operator reads the log. */
export async function historyOf(system: System, aggregate: string): Promise<StoredFact[]> {
  const jsm = await jetstreamManager(system.operator);
  const next_by_subj = `liaison.facts.*.${aggregate}`;
  const facts: StoredFact[] = [];
  for (let seq = 1; ;) {
    const message = await jsm.direct.getMessage('FACTS', { seq, next_by_subj });
    if (message === null) return facts;
    facts.push({ ...message.json<StoredFact>(), sequence: message.seq });
    seq = message.seq + 1;
  }
}

/** A fact with when and where the engine stored it. */
export interface RecordedFact extends StoredFact {
  /** `liaison.facts.3.profile.alice` */
  readonly lies: string;
  /** The engine's time, milliseconds since the epoch. */
  readonly recordedMs: number;
  /** Header `Liaison-Previous`: the sequence of the fact before. */
  readonly previousSequence: number | undefined;
}

/** The whole log, oldest first; with `after`, what was stored after that sequence. */
export async function wholeLog(system: System, after = 0): Promise<RecordedFact[]> {
  const facts: RecordedFact[] = [];
  const from = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: after + 1 };
  await readAll(system, 'FACTS', from, (message) => {
    const previous = message.headers?.get('Liaison-Previous') ?? '';
    facts.push({
      ...message.json<StoredFact>(),
      sequence: message.seq,
      lies: message.subject,
      recordedMs: Math.floor(message.info.timestampNanos / 1_000_000),
      previousSequence: previous === '' ? undefined : Number(previous),
    });
  });
  return facts;
}

const CHUNK = 1_000;
const CHUNK_MS = 2_000;

/** What a stream holds now, from a place on, of one subject or of all. */
export async function readAll(
  system: Pick<System, 'operator'>,
  stream: string,
  from: Partial<OrderedConsumerOptions>,
  take: (message: JsMsg) => void,
): Promise<void> {
  const consumer = await jetstream(system.operator).consumers.get(stream, from);
  try {
    let left = (await consumer.info()).num_pending;
    while (left > 0) {
      const before = left;
      // What was counted may be taken away before it is read.
      for await (const message of await consumer.fetch({
        max_messages: CHUNK,
        expires: CHUNK_MS,
      })) {
        take(message);
        left = message.info.pending;
        if (left === 0) return;
      }
      if (left === before) return;
    }
  } finally {
    await consumer.delete();
  }
}

/** Sequence of the last fact stored; 0: none. */
export async function logEnd(system: System): Promise<number> {
  const jsm = await jetstreamManager(system.operator);
  return (await jsm.streams.info('FACTS')).state.last_seq;
}

/** STATE as it lies in the engine: each user's text, but for its place in the log (`src`). */
export async function allStates(system: System): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  await readAll(system, 'STATE', { deliver_policy: DeliverPolicy.LastPerSubject }, (message) => {
    const text = message.string();
    const without = text.replace(/"src":\d+,/, '');
    if (without === text) throw new Error(`${message.subject} has no src`);
    states.set(message.subject.split('.').at(-1) ?? '', without);
  });
  return states;
}

/** The partition a registered user's facts lie in. */
export async function partitionOf(system: System, user: string): Promise<number> {
  const jsm = await jetstreamManager(system.operator);
  const next_by_subj = `liaison.facts.*.account.${user}`;
  const message = await jsm.direct.getMessage('FACTS', { seq: 1, next_by_subj });
  if (message === null) throw new Error(`${user} is not registered`);
  return Number(message.subject.split('.')[2]);
}
