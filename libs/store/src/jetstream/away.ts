import { AppendRejected, isBusAway } from '@liaison/bus';
import { StoreAway } from '../errors.js';

/** Answers what `work` does; what the bus throws because of the engine becomes `StoreAway`. */
export async function answered<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    // An engine that takes no more (its disk is full) keeps nothing for us, whatever it answers.
    if (!isBusAway(cause) && !(cause instanceof AppendRejected)) throw cause;
    throw new StoreAway(`${what}: ${(cause as Error).message}`, { cause });
  }
}
