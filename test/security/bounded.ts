import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';

/** A service's connection that notes what the engine did not let it do. */
export class Bounded {
  private readonly refusals: string[] = [];

  constructor(readonly nc: NatsConnection) {
    void this.listen();
  }

  private async listen(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === 'error') this.refusals.push(status.error.message.toLowerCase());
    }
  }

  /** Whether the engine refuses this; it has answered by the time of the flush. */
  async mayNotPublish(subject: string): Promise<boolean> {
    this.nc.publish(subject, '{}');
    return this.refused('publish', subject);
  }

  async mayNotSubscribe(subject: string): Promise<boolean> {
    const subscription = this.nc.subscribe(subject, { callback: () => undefined });
    const refused = await this.refused('subscription', subject);
    subscription.unsubscribe();
    return refused;
  }

  private async refused(what: string, subject: string): Promise<boolean> {
    await this.nc.flush();
    // The error came before the flush was answered; the loop over them takes it in its own turn.
    await nextTurn();
    const said = `permissions violation for ${what} to "${subject}"`.toLowerCase();
    return this.refusals.some((text) => text.includes(said));
  }
}
