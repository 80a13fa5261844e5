import type { Bus } from '@liaison/bus';

export type AnnouncingBus = Pick<Bus, 'nc' | 'subjects' | 'onChange'>;

/**
 * Tells every process which keys were destroyed, over the bus, wherever the keys themselves lie; and
 * the listeners here that announcements may have been missed.
 */
export class Destructions {
  private readonly destroyed: ((user: string) => void)[] = [];
  private readonly listeners: (() => void)[] = [];
  private readonly subscription: { unsubscribe(): void };

  constructor(private readonly bus: AnnouncingBus) {
    this.subscription = bus.nc.subscribe(bus.subjects.keysDestroyed(), {
      callback: (error, message) => {
        if (error === null) this.tell(bus.subjects.userOf(message.subject));
      },
    });
    bus.onChange((connected) => {
      if (connected) this.missed();
    });
  }

  /** Said again where it was said before: whoever did it may have died in between. */
  announce(user: string): void {
    this.tell(user);
    this.bus.nc.publish(this.bus.subjects.keyDestroyed(user));
  }

  /** What was heard so far may be out of date. */
  missed(): void {
    for (const listener of this.listeners) listener();
  }

  onDestroyed(listener: (user: string) => void): void {
    this.destroyed.push(listener);
  }

  onMissed(listener: () => void): void {
    this.listeners.push(listener);
  }

  close(): void {
    this.subscription.unsubscribe();
    this.destroyed.length = 0;
    this.listeners.length = 0;
  }

  private tell(user: string): void {
    for (const listener of this.destroyed) listener(user);
  }
}
