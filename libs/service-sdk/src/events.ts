import { EventEmitter } from 'node:events';
import type { Ended, Refused } from './errors.js';
import type { Connected, RefusedEvent } from './protocol.js';

/** How the line is. `waiting`: cut, and tried again after `retryMs`; `ended`: for good. */
export type LineState =
  | { readonly state: 'connecting' }
  | ({ readonly state: 'connected' } & Connected)
  | { readonly state: 'waiting'; readonly retryMs: number; readonly why: string }
  | { readonly state: 'ended'; readonly error: Ended | Refused };

/** Everything a service tells. */
export interface ServiceEvents {
  readonly line: LineState;
  /** An event of this service was taken in, and then refused. */
  readonly refused: RefusedEvent;
  /** Something went wrong that nobody waits for: a handler threw, the engine forbade something, or let nobody in. */
  readonly problem: Error;
}

/** Takes what happens, and tells who listens. */
export class Events {
  private readonly emitter = new EventEmitter();

  /** Listens from now on; answers how to stop. */
  on<K extends keyof ServiceEvents>(
    name: K,
    listener: (value: ServiceEvents[K]) => void,
  ): () => void {
    this.emitter.on(name, listener);
    return () => void this.emitter.off(name, listener);
  }

  /** A listener that throws harms nobody here; its error goes where uncaught ones go. */
  tell<K extends keyof ServiceEvents>(name: K, value: ServiceEvents[K]): void {
    try {
      this.emitter.emit(name, value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
