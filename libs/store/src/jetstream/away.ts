import { AppendRejected, BusAway, NobodyThere, RequestTimedOut } from '@liaison/bus';
import { StoreAway } from '../errors.js';

const CAUSES = [BusAway, RequestTimedOut, NobodyThere, AppendRejected];

/** Answers what `work` does; what the bus throws because of the engine becomes `StoreAway`. */
export async function answered<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!CAUSES.some((kind) => cause instanceof kind)) throw cause;
    throw new StoreAway(`${what}: ${(cause as Error).message}`, { cause });
  }
}
