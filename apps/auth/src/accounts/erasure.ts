import { BUS, type Bus, type FactStore, wipeSubject } from '@liaison/bus';
import { type ErasureReply, type ErasureRequest, accountCodec } from '@liaison/contracts';
import { type UserId, completeErasure } from '@liaison/domain';
import { FACT_STORE, KEY_STORE, type KeyStore } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { EventTraces } from './event-traces.js';
import { TOMBSTONES, type Tombstones } from './tombstones.js';
import { ErasureUnfinished } from './unfinished.js';

/**
 * How long the owner of what is derived from a user may take to wipe it. Asked again soon, so it is
 * short: a replica that stops waits for what is under way.
 */
const WIPE_TIMEOUT_MS = 2_000;
/** From where a user's data is removed, as `UserErasureCompleted` names it. */
const STORES = ['events', 'inbox', 'keys', 'rows', 'secrets', 'state'] as const;

/** An erasure that was decided and not yet carried out. */
export interface DueErasure {
  readonly user: UserId;
  /** The id and FACTS sequence of `UserErased`. */
  readonly fact: string;
  readonly sequence: number;
  readonly correlation: string;
}

/** The steps of an erasure: each idempotent, the last one recorded (C7.7). */
@Injectable()
export class Erasure {
  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(TOMBSTONES) private readonly tombstones: Tombstones,
    private readonly events: EventTraces,
  ) {}

  /** Throws what a step threw, or `ErasureUnfinished`; then all is done again from the first. */
  async carryOut(due: DueErasure): Promise<void> {
    // First: a key that is destroyed and not on the list comes back with a backup.
    await this.tombstones.note(due.user);
    await this.keys.destroyKey(due.user);
    await this.keys.dropSecrets(due.user);
    await this.#wipe(due);
    await this.events.wipe(due.user);
    // What comes later, of an event on its way, the owner of the inbox destroys.
    await wipeSubject(this.bus, 'INBOX', this.bus.subjects.inbox(due.user));
    await this.#complete(due);
  }

  /** Once more where KeyStore, or the list of tombstones, came back from before the erasure. */
  async confirm(user: UserId): Promise<void> {
    await this.tombstones.note(user);
    if ((await this.keys.key(user)) === 'erased') return;
    await this.keys.destroyKey(user);
    await this.keys.dropSecrets(user);
  }

  /** STATE overwritten and the row erased, by who owns them. */
  async #wipe(due: DueErasure): Promise<void> {
    const subject = this.bus.subjects.erasure(due.user);
    const request = { atLeast: due.sequence } satisfies ErasureRequest;
    const reply = await this.bus.requests.request(subject, JSON.stringify(request), {
      timeoutMs: WIPE_TIMEOUT_MS,
    });
    const { done } = JSON.parse(reply.string()) as Partial<ErasureReply>;
    if (done !== true) throw new ErasureUnfinished(`what is derived from ${due.user} is left`);
  }

  async #complete(due: DueErasure): Promise<void> {
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user: due.user },
      {
        command: `erase:${due.fact}`,
        actor: 'app/auth',
        correlation: due.correlation,
        causation: due.fact,
      },
      ({ state }) => completeErasure(state, { stores: STORES }),
    );
    if ('accepted' in outcome || 'unchanged' in outcome) return;
    const why = 'refused' in outcome ? outcome.refused.code : 'unknown';
    throw new ErasureUnfinished(`the end of the erasure of ${due.user} is not recorded: ${why}`);
  }
}
