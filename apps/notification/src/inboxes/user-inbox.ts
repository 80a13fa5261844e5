import {
  type Bus,
  type CommandContext,
  Contention,
  type FactStore,
  type Written,
  pause,
  wipeMessage,
} from '@liaison/bus';
import { type CommandReply, inboxCodec } from '@liaison/contracts';
import {
  type Decision,
  type ExpiryCause,
  type Inbox,
  type InboxFact,
  type UserId,
  acknowledgeItems,
  expireItems,
} from '@liaison/domain';
import { expiryCommand, placeOfExpiry } from '../expiry-command.js';
import { type KeptItem, WaitingItems } from './waiting-items.js';

/** What inboxes of a partition share. */
export interface InboxParts {
  readonly bus: Bus;
  readonly facts: FactStore;
  /** Aborted once the partition is let go of. */
  readonly signal: AbortSignal;
  /** Whether the partition is ours now, by our own clock; asked before every output. */
  mine(): boolean;
  /** What waits for the user has changed. */
  changed(inbox: UserInbox): void;
}

/** The partition is somebody else's: who asked asks again. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

/** Another owner has written meanwhile, and may not have got to destroy what it settled. */
class Overtaken extends Error {
  constructor(readonly settled: readonly string[]) {
    super('another owner has written');
  }
}

const STREAM = 'INBOX';
/** So often a change is decided again because another owner wrote in between. */
const ATTEMPTS_MAX = 12;
/** What could not be destroyed is tried again after so long, then twice as long each time. */
const AGAIN_MS = 250;
const AGAIN_MS_MAX = 30_000;

/**
 * One user's inbox in the hands of its owner, one change after the other. First a fact says what is
 * settled, then it is destroyed in the stream; before the next fact nothing of the last one is left
 * there. So the last fact alone tells an owner to come what is settled of what it finds.
 */
export class UserInbox {
  readonly items = new WaitingItems();
  /** Settled by the last fact, and still in the stream. */
  #left: readonly number[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #busy = 0;
  /** Tries to destroy what is left that failed in a row, and whether the next one is waited for. */
  #failed = 0;
  #isWaiting = false;

  constructor(
    private readonly parts: InboxParts,
    readonly user: UserId,
  ) {}

  /** Nothing waits, and nothing is under way. */
  get isIdle(): boolean {
    return this.items.size === 0 && this.#busy === 0 && this.#left.length === 0;
  }

  /** Settles items for the user (4.13). Throws `NotOurs`, and what the bus does. */
  acknowledge(context: CommandContext, ids: readonly string[]): Promise<CommandReply> {
    return this.#inTurn(async () => {
      const outcome = await this.#execute(
        { ...context, produces: ['InboxAcknowledged'] },
        (inbox) => acknowledgeItems(inbox, { items: ids }, (item) => this.items.has(item)),
      );
      if ('unknown' in outcome) return { unknown: { command: context.command } };
      if ('refused' in outcome) return outcome;
      if ('unchanged' in outcome) {
        await this.#settle(outcome.unchanged.state.acknowledged);
        return { accepted: { result: {} } };
      }
      const { envelope, head } = outcome.accepted;
      await this.#settle(head.acknowledged);
      return { accepted: { fact: envelope.id, result: {} } };
    });
  }

  /** Lets go of the oldest items that `choose` finds, where it finds any. */
  expire(cause: ExpiryCause, choose: (items: readonly KeptItem[]) => number): Promise<void> {
    return this.#inTurn(async () => {
      const all = this.items.all();
      const over = all.slice(0, Math.max(0, choose(all)));
      const last = over.at(-1);
      if (last === undefined) return;
      const command = expiryCommand(last.place);
      const context = { command, actor: 'app/notification', correlation: command };
      const outcome = await this.#execute(context, (inbox) =>
        expireItems(inbox, { count: over.length, cause }),
      );
      if (!('accepted' in outcome)) throw new Error(`${command} of ${this.user} is not recorded`);
      await this.#settle(over.map(({ id }) => id));
    });
  }

  /** At a take-over: destroys what the last fact has settled and its writer did not get to. */
  begin(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#settle(this.#settledBy(await this.parts.facts.last(inboxCodec, this.#aggregate)));
    });
  }

  /** Takes out what is not in the stream any more, whoever destroyed it. */
  forget(ids: readonly string[]): void {
    if (this.items.take(ids).length > 0) this.parts.changed(this);
  }

  /** Destroys all, of a user who is erased, and a message that is there twice. */
  wipe(places: readonly number[]): Promise<void> {
    this.#left = [...this.#left, ...places];
    return this.#inTurn(nothingElse);
  }

  /** Resolves when nothing is under way any more; never throws. */
  async rest(): Promise<void> {
    await this.#turn.catch(() => undefined);
  }

  async #execute(
    context: CommandContext,
    decide: (inbox: Inbox) => Decision<InboxFact>,
  ): ReturnType<typeof this.parts.facts.execute<InboxFact, Inbox>> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        return await this.parts.facts.execute(
          inboxCodec,
          this.#aggregate,
          context,
          ({ state, last }) => {
            if (!this.parts.mine()) throw new NotOurs(`what waits for ${this.user} is another's`);
            const settled = this.#settledBy(last);
            if (settled.length > 0) throw new Overtaken(settled);
            return decide(state);
          },
        );
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
        await this.#settle(error.settled);
        await this.#wipeLeft();
      }
    }
    throw new Contention(`what waits for ${this.user} was changed by others again and again`);
  }

  /** Of what waits here: what this fact says is settled. */
  #settledBy(last: Written<InboxFact, Inbox> | undefined): readonly string[] {
    if (last === undefined) return [];
    const place = placeOfExpiry(last.envelope.command);
    const over = this.items.all().filter((item) => item.place <= place);
    const acknowledged = last.head.acknowledged.filter((id) => this.items.has(id));
    return [...acknowledged, ...over.map(({ id }) => id)];
  }

  async #settle(ids: readonly string[]): Promise<void> {
    const settled = this.items.take(ids);
    if (settled.length === 0) return;
    this.#left = [...this.#left, ...settled.map(({ place }) => place)];
    this.parts.changed(this);
    // What is settled is answered as such; what could not be destroyed is before the next fact.
    await this.#wipeLeft().catch(() => undefined);
  }

  async #wipeLeft(): Promise<void> {
    try {
      for (const place of this.#left) {
        if (!this.parts.mine()) throw new NotOurs(`what waits for ${this.user} is another's`);
        await wipeMessage(this.parts.bus, STREAM, place);
        this.#left = this.#left.filter((one) => one !== place);
      }
      this.#failed = 0;
    } catch (error) {
      void this.#wipeLater();
      throw error;
    }
  }

  /** Nothing else may ever happen to this inbox, its user being erased. */
  async #wipeLater(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    await pause(Math.min(AGAIN_MS_MAX, AGAIN_MS * 2 ** this.#failed++), this.parts.signal);
    this.#isWaiting = false;
    if (this.parts.signal.aborted || !this.parts.mine()) return;
    // Where this fails too it is tried once more.
    await this.#inTurn(nothingElse).catch(() => undefined);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    const mine = this.#turn
      .catch(() => undefined)
      .then(async () => {
        await this.#wipeLeft();
        return work();
      })
      .finally(() => this.#busy--);
    this.#turn = mine;
    return mine;
  }

  get #aggregate() {
    return { kind: 'inbox', user: this.user } as const;
  }
}

/** Every turn begins with destroying what is left. */
const nothingElse = (): Promise<void> => Promise.resolve();
