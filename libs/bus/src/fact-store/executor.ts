import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, type Counter, type RefusalCode, refusal } from '@liaison/contracts';
import type { Decision } from '@liaison/domain';
import { Contention, ErasedUser, FactDamaged, isBusAway } from '../errors.js';
import type { CommandContext, Current, Outcome, Written } from '../ports.js';
import type { FactAppender } from './fact-appender.js';
import type { FactReader } from './fact-reader.js';
import type { Aggregate, Head, Heads } from './heads.js';
import { type Links, linkOf } from './links.js';
import { newFact } from './new-fact.js';
import type { OwnFacts } from './own-facts.js';
import type { VersionsWritten } from './versions-written.js';
import { refuseCommand, wasHere } from './was-here.js';

/** So often a command is decided again because others wrote in between. */
const ATTEMPTS_MAX = 12;
const GIVE_WAY_MAX_MS = 100;

/** One command on one aggregate. */
export interface Job<F, S> extends Aggregate<F, S> {
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

/** What commands are executed with. */
export interface ExecutorParts {
  readonly app: string;
  readonly clock: Clock;
  readonly reader: FactReader;
  readonly appender: FactAppender;
  readonly heads: Heads;
  /** What is appended is remembered here for those who read it back. */
  readonly own: OwnFacts;
  readonly links: Links;
  /** Which version of a type may be written. */
  readonly versions: VersionsWritten;
  /** Appends that lost against another writer of the same aggregate. */
  readonly conflicts: Counter | undefined;
}

/** Executes one command: was it here before, decide, append; again where others wrote in between. */
export class Executor {
  constructor(private readonly parts: ExecutorParts) {}

  async run<F, S>(job: Job<F, S>): Promise<Outcome<F, S>> {
    const nowMs = this.parts.clock.ms();
    const no = refuseCommand(job.context.command, nowMs);
    if (no !== undefined) return { refused: no };
    try {
      let attempt = await this.attempt(job, await this.parts.heads.near(job), false);
      for (let tried = 1; tried < ATTEMPTS_MAX; tried++) {
        if (typeof attempt !== 'string') return attempt;
        if (attempt === 'conflict') await giveWay(tried);
        attempt = await this.attempt(job, await this.parts.heads.byLeader(job), true);
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
    const last = head === undefined ? undefined : linkOf(head.stored);
    const was = await wasHere(this.parts.links, job.target, search, last);
    if (was === 'unknown') return { unknown: true };
    if (was !== undefined) return this.repeated(job, was.sequence, head);
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
      read: (sequence) => this.parts.heads.at(job, sequence),
    };
  }

  private async append<F, S>(
    job: Job<F, S>,
    current: Current<F, S>,
    fact: F,
  ): Promise<Attempt<F, S>> {
    const { codec, target, context } = job;
    const { app, heads, versions } = this.parts;
    const key = () => heads.key(target);
    const made = await newFact({ codec, target, context, current, app, key, versions }, fact);
    if (made === undefined) return refused('too-large');
    this.parts.own.put(target.subject, made.own);
    const outcome = await this.parts.appender.append(made.message);
    if ('stored' in outcome && !outcome.stored.duplicate) {
      const head = made.head(outcome.stored.sequence);
      this.parts.heads.put(target, head);
      this.parts.links.remember(head.stored);
      return { accepted: head.written, repeated: false };
    }
    this.parts.heads.drop(target);
    if ('unknown' in outcome) return { unknown: true };
    if ('unavailable' in outcome) return refused('unavailable');
    if ('stored' in outcome) {
      // The engine has the message already: it must be ours.
      job.unsure = true;
      return this.repeated(job, outcome.stored.sequence);
    }
    this.parts.conflicts?.add();
    job.unsure ||= outcome.unsure;
    return 'conflict';
  }

  /** The answer is a function of the stored fact alone. */
  private async repeated<F, S>(
    job: Job<F, S>,
    sequence: number,
    head?: Head<F, S>,
  ): Promise<Outcome<F, S>> {
    const { command, produces } = job.context;
    const written = await this.writtenAt(job, sequence, head);
    if (written.envelope.command !== command) {
      throw new FactDamaged(`fact ${sequence} has the id of the command ${command}`);
    }
    const name = (written.fact as { readonly type?: string }).type ?? '';
    if (produces !== undefined && !produces.includes(name)) return refused('command-reused');
    return { accepted: written, repeated: true };
  }

  private async writtenAt<F, S>(
    job: Job<F, S>,
    sequence: number,
    head: Head<F, S> | undefined,
  ): Promise<Written<F, S>> {
    if (head?.stored.sequence === sequence) return head.written;
    return (await this.parts.heads.open(job, await this.parts.reader.at(job.target, sequence)))
      .written;
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
  if (!isBusAway(error)) throw error;
  return job.unsure ? { unknown: true } : refused('unavailable');
}

/** A refusal of the catalogue as an outcome. */
export function refused(code: RefusalCode): { readonly refused: ReturnType<typeof refusal> } {
  return { refused: refusal(code) };
}
