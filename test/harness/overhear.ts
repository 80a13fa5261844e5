import type { Subscription } from '@nats-io/transport-node';
import { until } from './await.js';
import type { System } from './system.js';

/** A message that went over the bus. */
export interface Overheard {
  readonly subject: string;
  readonly reply: string;
  readonly text: string;
}

/** Hears everything that goes over the bus, as only an operator may. */
export class Overhearing {
  readonly messages: Overheard[] = [];

  private readonly subscription: Subscription;

  private constructor(private readonly system: System) {
    this.subscription = system.operator.subscribe('>', {
      callback: (error, message) => {
        if (error !== null) return;
        const { subject, reply = '' } = message;
        this.messages.push({ subject, reply, text: message.string() });
      },
    });
  }

  static async begin(system: System): Promise<Overhearing> {
    const hearing = new Overhearing(system);
    await system.operator.flush();
    return hearing;
  }

  /** Hears no more: while somebody hears everything, nobody is told that nobody listens. */
  async end(): Promise<void> {
    this.subscription.unsubscribe();
    await this.system.operator.flush();
  }

  /** Where commands went since this place in `messages`, in order. */
  commandsSince(from: number): Overheard[] {
    return this.messages.slice(from).filter(({ subject }) => subject.startsWith('liaison.cmd.'));
  }

  /** What was said to a request, once it has been. */
  async answerTo({ reply }: Overheard): Promise<Record<string, unknown>> {
    const answer = await until('the request is answered', () =>
      this.messages.find(({ subject }) => subject === reply),
    );
    return JSON.parse(answer.text) as Record<string, unknown>;
  }

  /** Waits until all that went over the bus before now was heard. */
  async caughtUp(): Promise<void> {
    await this.system.operator.flush();
  }
}
