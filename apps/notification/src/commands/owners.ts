import { BUS, type Bus, pause } from '@liaison/bus';
import { type CommandReply, type ItemsRequest, refusal } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** Longer than a partition changes its owner. */
const PATIENCE_MS = 9_000;
const ASK_TIMEOUT_MS = 3_000;
const ASK_PAUSE_MS = 100;

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
    const payload = JSON.stringify(request);
    const untilMs = performance.now() + PATIENCE_MS;
    while (performance.now() < untilMs && !signal.aborted) {
      try {
        const wait = { timeoutMs: ASK_TIMEOUT_MS };
        const reply = await this.bus.requests.request(subject, payload, wait);
        return JSON.parse(reply.string()) as CommandReply;
      } catch {
        await pause(ASK_PAUSE_MS, signal);
      }
    }
    return undefined;
  }
}

/** Where nobody answers a question that only reads. */
export const away = (): CommandReply => ({ refused: refusal('unavailable') });
