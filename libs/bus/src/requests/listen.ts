import type { Bus } from '../connection.js';
import { Logger } from '@nestjs/common';

/** What the engine delivers on a subject we listen to. */
export interface Delivered {
  readonly subject: string;
  /** Whoever asked wants the answer here. */
  readonly reply?: string | undefined;
  readonly data: Uint8Array;
  readonly headers?: { get(name: string): string } | undefined;
}

export interface Listening {
  unsubscribe(): void;
}

const log = new Logger('listen');

/** Listens to a subject. What the taker throws is logged: thrown on, it would end the connection. */
export function listen(
  bus: Pick<Bus, 'nc'>,
  subject: string,
  take: (message: Delivered) => void,
): Listening {
  return bus.nc.subscribe(subject, {
    callback: (error, message) => {
      try {
        if (error !== null) throw error;
        take(message);
      } catch (failure) {
        log.error(failure instanceof Error ? failure : new Error(String(failure)));
      }
    },
  });
}
