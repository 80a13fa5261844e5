import { setTimeout as pause } from 'node:timers/promises';
import {
  type AggregateCodec,
  type AggregateName,
  type Clock,
  type Counter,
  type Fact,
  type Meter,
  type RefusalCode,
  refusal,
} from '@liaison/contracts';
import type { Decision } from '@liaison/domain';
import type { Bus } from '../connection.js';
import {
  BusAway,
  Contention,
  ErasedUser,
  FactDamaged,
  NobodyThere,
  RequestTimedOut,
} from '../errors.js';
import type { CommandContext, Current, FactStore, KeyRing, Outcome, Written } from '../ports.js';
import { type AppendPatience, FactAppender } from './fact-appender.js';
import { FactReader } from './fact-reader.js';
import { type Aggregate, type Head, Heads } from './heads.js';
import { newFact } from './new-fact.js';
import type { StoredFact } from './stored-fact.js';
import { targetOf } from './target.js';
import { Turns } from './turns.js';
import { refuseCommand, wasHere } from './was-here.js';

/** So often a command is decided again because others wrote in between. */
const ATTEMPTS_MAX = 12;
const GIVE_WAY_MAX_MS = 100;
/** A command that waited longer for its turn is not begun: its caller has given up. */
const TURN_WAIT_MAX_MS = 30_000;

/** What a fact store is made of. */
export interface FactStoreParts {
  readonly bus: Pick<Bus, 'requests' | 'subjects'>;
  readonly keys: KeyRing;
  readonly clock: Clock;
  /** The app's name, for `source`: `availability`. */
  readonly app: string;
  readonly meter?: Meter;
  /** Tests only: how long an unanswered append is tried again. */
  readonly patience?: AppendPatience;
}

interface Job<F, S> extends Aggregate<F, S> {
  readonly context: CommandContext;
  readonly decide: (current: Current<F, S>) => Decision<F> | Promise<Decision<F>>;
  /** An append was not answered: from now on a failure means unknown. */
  unsure: boolean;
  /** Facts up to this sequence do not hold the command. */
  searched: number;
}

/** What an attempt that came to nothing needs: others wrote meanwhile, or a leader's word. */
type Again = 'conflict' | 'confirm';
type Attempt<F, S> = Outcome<F, S> | Again;

/** The fact store over JetStream: one stream, one literal subject an aggregate. */
export class JetStreamFactStore implements FactStore {
  private readonly reader: FactReader;
  private readonly appender: FactAppender;
  private readonly heads: Heads;
  private readonly turns = new Turns();
  private readonly conflicts: Counter | undefined;

  constructor(private readonly parts: FactStoreParts) {
    this.reader = new FactReader(parts.bus);
    this.appender = new FactAppender(parts.bus, parts.patience);
    this.heads = new Heads(this.reader, parts.keys);
    this.conflicts = parts.meter?.counter(
      'liaison_append_conflicts_total',
      'Appends that lost against another writer of the same aggregate and were decided again',
    );
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
      performance.now() - arrived > TURN_WAIT_MAX_MS ? refused('unavailable') : this.run(job),
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

  async lastShut(aggregate: AggregateName, by: 'near' | 'leader'): Promise<Fact | undefined> {
    const target = targetOf(this.parts.bus.subjects, aggregate);
    const last = await (by === 'near'
      ? this.reader.last(target)
      : this.reader.lastByLeader(target));
    return last?.envelope;
  }

  private async run<F, S>(job: Job<F, S>): Promise<Outcome<F, S>> {
    const nowMs = this.parts.clock.ms();
    const no = refuseCommand(job.context.command, nowMs);
    if (no !== undefined) return { refused: no };
    try {
      let attempt = await this.attempt(job, await this.heads.near(job), false);
      for (let tried = 1; tried < ATTEMPTS_MAX; tried++) {
        if (typeof attempt !== 'string') return attempt;
        if (attempt === 'conflict') await giveWay(tried);
        attempt = await this.attempt(job, await this.heads.byLeader(job), true);
      }
      if (typeof attempt !== 'string') return attempt;
    } catch (error) {
      return failed(job, error);
    }
    if (job.unsure) return { unknown: true };
    throw new Contention(`${job.target.name}: others wrote ${ATTEMPTS_MAX} times in between`);
  }

  private async attempt<F, S>(
    job: Job<F, S>,
    head: Head<F, S> | undefined,
    confirmed: boolean,
  ): Promise<Attempt<F, S>> {
    const { command } = job.context;
    const search = { command, nowMs: this.parts.clock.ms(), searched: job.searched };
    const was = await wasHere(this.reader, job.target, search, head?.stored);
    if (was === 'unknown') return { unknown: true };
    if (was !== undefined) return this.repeated(job, was, head);
    job.searched = head?.stored.sequence ?? 0;
    const current = this.current(job, head);
    const decision = await job.decide(current);
    if ('fact' in decision) return this.append(job, current, decision.fact);
    if (!confirmed) return 'confirm';
    if ('unchanged' in decision) return { unchanged: current };
    const { refused: code, field, faults } = decision;
    return { refused: refusal(code, { field, faults }) };
  }

  private current<F, S>(job: Job<F, S>, head: Head<F, S> | undefined): Current<F, S> {
    const last = head?.written;
    const clock = this.parts.clock.now();
    return {
      state: last === undefined ? job.codec.initial : last.head,
      ...(last === undefined ? {} : { last }),
      now: last !== undefined && last.envelope.time > clock ? last.envelope.time : clock,
      documents: head?.stored.documents ?? [],
      read: (sequence) => this.heads.at(job, sequence),
    };
  }

  private async append<F, S>(
    job: Job<F, S>,
    current: Current<F, S>,
    fact: F,
  ): Promise<Attempt<F, S>> {
    const { codec, target, context } = job;
    const key = () => this.heads.key(target);
    const made = await newFact({ codec, target, context, current, app: this.parts.app, key }, fact);
    if (made === undefined) return refused('too-large');
    const outcome = await this.appender.append(made.message);
    if ('stored' in outcome && !outcome.stored.duplicate) {
      const head = made.head(outcome.stored.sequence);
      this.heads.put(target, head);
      return { accepted: head.written, repeated: false };
    }
    this.heads.drop(target);
    if ('unknown' in outcome) return { unknown: true };
    if ('unavailable' in outcome) return refused('unavailable');
    if ('stored' in outcome) return this.duplicate(job, outcome.stored.sequence);
    this.conflicts?.add();
    job.unsure ||= outcome.unsure;
    return 'conflict';
  }

  /** The engine has the message already: it must be ours. */
  private async duplicate<F, S>(job: Job<F, S>, sequence: number): Promise<Outcome<F, S>> {
    job.unsure = true;
    const stored = await this.reader.at(job.target, sequence);
    if (stored.envelope.command === job.context.command) return this.repeated(job, stored);
    throw new FactDamaged(`fact ${sequence} has the id of the command ${job.context.command}`);
  }

  private async repeated<F, S>(
    job: Job<F, S>,
    stored: StoredFact,
    head?: Head<F, S>,
  ): Promise<Outcome<F, S>> {
    const { written } = head?.stored === stored ? head : await this.heads.open(job, stored);
    const { produces } = job.context;
    const name = (written.fact as { readonly type?: string }).type ?? '';
    if (produces !== undefined && !produces.includes(name)) return refused('command-reused');
    return { accepted: written, repeated: true };
  }
}

/**
 * Who lost goes the longer way (load, then append) and would lose again and again against one who
 * writes without a pause: after the third time it waits, longer each time, until that one is done.
 */
async function giveWay(tried: number): Promise<void> {
  if (tried < 3) return;
  await pause(Math.min(GIVE_WAY_MAX_MS, 2 ** (tried - 2)));
}

/** What a load or an append that failed comes to; rethrows what is no lost connection. */
function failed<F, S>(job: Job<F, S>, error: unknown): Outcome<F, S> {
  if (error instanceof ErasedUser) return refused('erased');
  const away = [BusAway, NobodyThere, RequestTimedOut].some((kind) => error instanceof kind);
  if (!away) throw error;
  return job.unsure ? { unknown: true } : refused('unavailable');
}

function refused(code: RefusalCode): { readonly refused: ReturnType<typeof refusal> } {
  return { refused: refusal(code) };
}
