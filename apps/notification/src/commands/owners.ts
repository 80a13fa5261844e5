import { BUS, type Bus, OwnerAway, askOwner, isBusAway } from '@liaison/bus';
import { type CommandReply, type ItemsRequest, refusal } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** Longer than a partition changes its owner. */
const PATIENCE_MS = 9_000;

/** Asks who owns a user's inbox, whichever replica that is. */
@Injectable()
export class Owners implements OnApplicationShutdown {
  readonly #stopping = new AbortController();

  constructor(@Inject(BUS) private readonly bus: Bus) {}

  onApplicationShutdown(): void {
    this.#stopping.abort();
  }

  /** Asked again until somebody answers: what is asked acts once. undefined: nobody did. */
  async ask(user: UserId, request: ItemsRequest): Promise<CommandReply | undefined> {
    const { signal } = this.#stopping;
    const subject = this.bus.subjects.itemsAsk(user);
    const question = { subject, payload: JSON.stringify(request), patienceMs: PATIENCE_MS, signal };
    try {
      return await askOwner(this.bus, question, (answer) => JSON.parse(answer) as CommandReply);
    } catch (error) {
      if (error instanceof OwnerAway || isBusAway(error)) return undefined;
      throw error;
    }
  }
}

/** Where nobody answers a question that only reads. */
export const away = (): CommandReply => ({ refused: refusal('unavailable') });
