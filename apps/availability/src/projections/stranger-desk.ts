import { type Bus, listen } from '@liaison/bus';
import type { Clock, StrangerAnswer, StrangerQuestion } from '@liaison/contracts';
import { Strangers } from './strangers.js';

/**
 * Counts, for whichever gateway asks, what the partition's users ask about others who are no contacts
 * of theirs. Kept in memory: another owner begins anew.
 */
export class StrangerDesk {
  private readonly strangers = new Strangers();
  private subscription: { unsubscribe(): void } | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly clock: Pick<Clock, 'steadyMs'>,
    private readonly stillMine: () => boolean,
  ) {}

  /** From the live position on. */
  start(partition: number): void {
    const { subjects, outbox } = this.bus;
    this.subscription = listen(this.bus, subjects.strangersOf(partition), (message) => {
      if (message.reply === undefined || !this.stillMine()) return;
      const { about } = JSON.parse(Buffer.from(message.data).toString()) as StrangerQuestion;
      const user = subjects.userOf(message.subject);
      const waitMs = this.strangers.ask(user, about, this.clock.steadyMs());
      outbox.publish(message.reply, JSON.stringify({ waitMs } satisfies StrangerAnswer));
    });
  }

  stop(): void {
    this.subscription?.unsubscribe();
    this.subscription = undefined;
  }
}
