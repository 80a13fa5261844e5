import { type Bus, type FactStore, Fenced } from '@liaison/bus';
import { type Counter, crashPoint, matchedCodec } from '@liaison/contracts';
import { type MatchedFact, appendMatched } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import type { Barrier, Reached } from '../in-force/barrier.js';
import type { Folds } from '../in-force/folds.js';
import type { Standings } from '../hand-overs/standings.js';
import { NotMine, OwnedWork } from '../owned-work.js';
import type { Reach } from '../users/reach.js';
import { reachAgain, reachUsers } from '../users/reaching.js';
import { Arrivals } from './arrivals.js';
import { nextBatch } from './batch.js';
import { Judge, type Judged } from './judge.js';
import { wipeLate } from './late-events.js';
import { batchOf, inRuns, missing } from './made-up.js';
import { type Outgoing, type Sending, outgoingOf, sendAll } from './outgoing.js';
import { type PastMatches, pastMatches } from './past-matches.js';
import type { SentMark } from './sent-mark.js';
import { slices } from './slices.js';

const AGAIN_MS = 500;
/** Copies looked up at once. */
const LOOKED_UP_MAX = 16_384;

/** What the loops of all senders share. */
export interface SenderParts extends Sending {
  readonly bus: Bus;
  readonly facts: FactStore;
  readonly folds: Folds;
  readonly barrier: Barrier;
  readonly reach: Reach;
  readonly events: Counter;
  /** Counts marks that could not be read or stored. */
  readonly unmarked: Counter;
  readonly standings: Standings;
  /** The operator's cap of how long copies are kept. */
  readonly retentionMs: number;
}

/** One sender, in the hands of one owner. */
export interface OwnedSender {
  readonly sender: string;
  readonly sent: SentMark;
  /** Whether the sender is ours now, by our own clock. */
  mine(): boolean;
  /** Somebody else has matched: look again who owns what. */
  fenced(): void;
}

/**
 * Matches the events of one sender in order, for as long as it is owned: first what its last match
 * still owes, then batch by batch; the match is stored before any copy is sent. Whatever goes wrong,
 * it begins again at the last match.
 */
export class SenderLoop {
  readonly #log = new Logger('sender');
  readonly #work: OwnedWork;
  readonly #judge: Judge;
  #arrivals: Arrivals | undefined;

  constructor(
    private readonly parts: SenderParts,
    private readonly of: OwnedSender,
  ) {
    const { folds, reach } = parts;
    this.#judge = new Judge(of.sender, folds, (event) => reach.mayReach(of.sender, event));
    this.#work = new OwnedWork('sender', {
      undone: `the events of ${of.sender} are not matched`,
      againMs: AGAIN_MS,
      turn: () => this.#match(),
    });
  }

  /** For readiness: what is wrong, or undefined. */
  get fault(): string | undefined {
    return this.#work.fault;
  }

  start(): void {
    this.#work.start();
  }

  /** Resolves when nothing more is written; what is being sent is sent to its end. */
  stop(): Promise<void> {
    return this.#work.stop(() => this.#arrivals?.close());
  }

  async #match(): Promise<number> {
    try {
      await this.#goOn(await pastMatches(this.parts.bus, this.of.sender));
    } catch (error) {
      if (error instanceof Fenced) this.of.fenced();
      throw error;
    } finally {
      await this.#arrivals?.close();
    }
    return 0;
  }

  async #goOn(past: PastMatches): Promise<void> {
    await this.#makeUp(past);
    const { bus, barrier } = this.parts;
    let last = past.last?.fact.lastSequence ?? 0;
    const arrivals = new Arrivals(bus, this.of.sender);
    this.#arrivals = arrivals;
    // Stopped meanwhile: there was nothing to be closed.
    if (this.#work.isStopping) return;
    await arrivals.start(last + 1);
    this.#work.isWell();
    while (await arrivals.some()) {
      // What comes while the barrier is passed may be younger than what it was passed for.
      const taken = arrivals.waiting.length;
      const reached = this.#asFolded(await barrier.pass());
      this.#stillMine();
      const judged = nextBatch(arrivals.waiting, { taken, judge: this.#judge, seen: past.seen });
      const batch = await reachUsers(this.parts.reach, this.of.sender, judged, reached);
      this.#stillMine();
      const matched = await this.#record(batch, last, reached);
      last = matched.lastSequence;
      for (const { seenAs } of batch) if (seenAs !== undefined) past.seen.add(seenAs);
      await this.#send(batch, matched.id, last);
      for (const { recorded } of batch) this.parts.events.add({ outcome: recorded.outcome });
    }
  }

  /** The declarations judged by: the fold may have gone on since the barrier looked. */
  #asFolded(reached: Reached): Reached {
    const { registries } = this.parts.folds;
    return { ...reached, registrySeq: Math.max(reached.registrySeq, registries.reached) };
  }

  /** What the last match entails and is not there yet: its owner may have died in between. */
  async #makeUp({ last }: PastMatches): Promise<void> {
    if (last === undefined) return;
    const { bus, barrier } = this.parts;
    const { sender, sent } = this.of;
    if (await sent.isOut(sender, last.fact.lastSequence)) return;
    await barrier.pass();
    const matched = last.envelope.id;
    let madeUp = 0;
    for (const run of inRuns(await batchOf(bus, sender, last))) {
      const batch = await reachAgain(this.parts.reach, sender, run, last.fact);
      const all = outgoingOf(bus, sender, this.#entailed(matched, batch));
      for (const some of slices(all, LOOKED_UP_MAX)) {
        const left = await this.#notEnded(await missing(bus, some, last));
        await sendAll(this.parts, left, () => this.#stillMine());
        madeUp += left.length;
      }
      await wipeLate(bus, this.parts.folds, batch);
    }
    if (madeUp > 0) this.#log.log(`${madeUp} copies of ${sender} were made up for`);
    sent.out(sender, last.fact.lastSequence);
  }

  async #record(
    batch: readonly Judged[],
    before: number,
    reached: Reached,
  ): Promise<{ readonly id: string; readonly lastSequence: number }> {
    const { sender } = this.of;
    const lastSequence = batch.at(-1)?.taken.sequence ?? before;
    const events = batch.map(({ recorded }) => recorded);
    const fact: Omit<MatchedFact, 'type'> = { events, lastSequence, ...reached };
    const command = `match:${lastSequence}`;
    crashPoint('before-matched');
    const outcome = await this.parts.facts.execute(
      matchedCodec,
      { kind: 'matched', service: sender },
      {
        command,
        actor: 'app/notification',
        // One fact for many chains: where there is one alone, it is that one's.
        correlation: (batch.length === 1 ? batch[0]?.correlation : undefined) ?? command,
      },
      ({ state }) =>
        state.lastSequence === before ? appendMatched(state, fact) : { unchanged: true },
    );
    if ('accepted' in outcome && !outcome.repeated) {
      crashPoint('after-matched');
      return { id: outcome.accepted.envelope.id, lastSequence };
    }
    if ('unchanged' in outcome) throw new Fenced(`somebody else matches the events of ${sender}`);
    throw new Error(`it is not known whether ${command} is stored`);
  }

  async #send(batch: readonly Judged[], matched: string, lastSequence: number): Promise<void> {
    const { sender, sent } = this.of;
    const outgoing = outgoingOf(this.parts.bus, sender, this.#entailed(matched, batch));
    await sendAll(this.parts, outgoing, () => this.#stillMine());
    await wipeLate(this.parts.bus, this.parts.folds, batch);
    crashPoint('after-copies');
    sent.out(sender, lastSequence);
  }

  #entailed(matched: string, batch: readonly Judged[]) {
    const { folds: inForce, retentionMs } = this.parts;
    return { matched, batch, inForce, retentionMs };
  }

  /** What was parked, or has expired, meanwhile was sent: it is not to come again. */
  async #notEnded(missed: readonly Outgoing[]): Promise<readonly Outgoing[]> {
    if (missed.length === 0) return missed;
    const { standings, endings } = this.parts;
    await Promise.all([standings.current(), endings.keptCurrent()]);
    return missed.filter(
      ({ copy }) =>
        copy === undefined || standings.of(copy.service).of(copy.kept.copy) === undefined,
    );
  }

  #stillMine(): void {
    if (!this.of.mine())
      throw new NotMine(`another replica matches the events of ${this.of.sender}`);
  }
}
