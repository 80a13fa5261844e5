import type { AggregateCodec, AggregateName, Clock, Fact, Meter } from '@liaison/contracts';
import type { Decision, Instant } from '@liaison/domain';
import type { Bus } from '../connection.js';
import type {
  AroundInstant,
  CommandContext,
  Current,
  FactStore,
  KeyRing,
  Outcome,
  Written,
} from '../ports.js';
import { AsOf } from './as-of.js';
import { Executor, type Job, refused } from './executor.js';
import { type AppendPatience, FactAppender } from './fact-appender.js';
import { FactReader } from './fact-reader.js';
import { Heads } from './heads.js';
import { Links } from './links.js';
import { PastReader } from './past-reader.js';
import { targetOf } from './target.js';
import { Turns } from './turns.js';
import { VersionsWritten } from './versions-written.js';

/** A command that waited longer for its turn is not begun: its caller has given up. */
const TURN_WAIT_MAX_MS = 30_000;

/** What a fact store is made of. */
export interface FactStoreParts {
  readonly bus: Pick<Bus, 'requests' | 'subjects' | 'own' | 'jsm'>;
  readonly keys: KeyRing;
  readonly clock: Clock;
  /** The app's name, for `source`: `availability`. */
  readonly app: string;
  readonly meter?: Meter;
  /** Tests only: how long an unanswered append is tried again. */
  readonly patience?: AppendPatience;
}

/** The fact store over JetStream: one stream, one literal subject an aggregate. */
export class JetStreamFactStore implements FactStore {
  private readonly reader: FactReader;
  private readonly heads: Heads;
  private readonly past: PastReader;
  private readonly executor: Executor;
  private readonly asOf: AsOf;
  private readonly turns = new Turns();

  constructor(private readonly parts: FactStoreParts) {
    const { bus, keys, clock, app, meter, patience } = parts;
    this.reader = new FactReader(bus, clock);
    this.heads = new Heads(this.reader, keys);
    const links = new Links(this.reader);
    this.asOf = new AsOf(this.heads, links);
    this.past = new PastReader(this.reader, this.heads, links, clock);
    this.executor = new Executor({
      app,
      clock,
      reader: this.reader,
      appender: new FactAppender(bus, patience),
      heads: this.heads,
      own: bus.own,
      versions: new VersionsWritten(bus),
      links,
      conflicts: meter?.counter(
        'liaison_append_conflicts_total',
        'Appends that lost against another writer of the same aggregate and were decided again',
      ),
    });
  }

  // oxlint-disable-next-line max-params -- the port's signature
  execute<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
    context: CommandContext,
    decide: (current: Current<F, S>) => Decision<F> | Promise<Decision<F>>,
  ): Promise<Outcome<F, S>> {
    const target = targetOf(this.parts.bus.subjects, aggregate);
    const job: Job<F, S> = { codec, target, context, decide, unsure: false, searched: 0 };
    const arrived = performance.now();
    return this.turns.take(target.subject, async () =>
      performance.now() - arrived > TURN_WAIT_MAX_MS
        ? refused('unavailable')
        : this.executor.run(job),
    );
  }

  async last<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
  ): Promise<Written<F, S> | undefined> {
    const target = targetOf(this.parts.bus.subjects, aggregate);
    return (await this.heads.byLeader({ codec, target }))?.written;
  }

  async first<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
  ): Promise<Written<F, S> | undefined> {
    const target = targetOf(this.parts.bus.subjects, aggregate);
    const stored = await this.reader.first(target);
    if (stored === undefined) return undefined;
    return (await this.heads.open({ codec, target }, stored)).written;
  }

  async upTo<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
    sequence: number,
  ): Promise<Current<F, S>> {
    const of = { codec, target: targetOf(this.parts.bus.subjects, aggregate) };
    const head = await this.asOf.upTo(of, sequence);
    return {
      state: head === undefined ? codec.initial : head.written.head,
      ...(head === undefined ? {} : { last: head.written }),
      now: head?.written.envelope.time ?? this.parts.clock.now(),
      documents: head?.stored.documents ?? [],
      read: (place) => this.heads.at(of, place),
    };
  }

  // oxlint-disable-next-line max-params -- the port's signature
  async around<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
    instant: Instant,
    isEnough: (later: Written<F, S>) => boolean,
  ): Promise<AroundInstant<F, S> | 'too-many'> {
    const target = targetOf(this.parts.bus.subjects, aggregate);
    return this.past.around({ codec, target }, instant, isEnough);
  }

  async read<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
    sequence: number,
  ): Promise<Written<F, S>> {
    const target = targetOf(this.parts.bus.subjects, aggregate);
    return this.heads.at({ codec, target }, sequence);
  }

  async lastShut(aggregate: AggregateName, by: 'near' | 'leader'): Promise<Fact | undefined> {
    const target = targetOf(this.parts.bus.subjects, aggregate);
    const last = await (by === 'near'
      ? this.reader.last(target)
      : this.reader.lastByLeader(target));
    return last?.envelope;
  }
}
