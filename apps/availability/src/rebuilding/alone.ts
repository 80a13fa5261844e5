import { hostname } from 'node:os';
import { type Bus, NobodyThere, RequestTimedOut, listen } from '@liaison/bus';
import { PROJECTION } from '../projections/row-sets.js';

/** One that goes on answers at once. */
const ANSWERS_WITHIN_MS = 1_000;

/** Another rebuild of the same rows is under way; the message says whose. */
export class RebuildUnderWay extends Error {
  override readonly name = 'RebuildUnderWay';
}

/** What a rebuild says of itself. */
interface Rebuilder {
  readonly process: number;
  readonly host: string;
  readonly since: string;
}

/**
 * Does the work where nobody else rebuilds these rows, and says meanwhile that somebody does. Of two that
 * begin in the same moment the checkpoints refuse one. Throws `RebuildUnderWay`.
 */
export async function alone<T>(
  bus: Pick<Bus, 'nc' | 'requests' | 'outbox' | 'subjects'>,
  since: string,
  work: () => Promise<T>,
): Promise<T> {
  const subject = bus.subjects.rebuilding(PROJECTION);
  await refuseOther(bus, subject);
  const us: Rebuilder = { process: process.pid, host: hostname(), since };
  const listening = listen(bus, subject, ({ reply }) => {
    if (reply !== undefined) bus.outbox.publish(reply, JSON.stringify(us));
  });
  try {
    return await work();
  } finally {
    listening.unsubscribe();
  }
}

async function refuseOther(bus: Pick<Bus, 'requests'>, subject: string): Promise<void> {
  const other = await otherAt(bus, subject);
  if (other === undefined) return;
  throw new RebuildUnderWay(
    `a rebuild of ${PROJECTION} is under way since ${other.since}: process ${other.process} on ${other.host}`,
  );
}

/** One that is frozen or cut off says nothing, and is refused by the checkpoints when it goes on. */
async function otherAt(
  bus: Pick<Bus, 'requests'>,
  subject: string,
): Promise<Rebuilder | undefined> {
  try {
    const answer = await bus.requests.request(subject, '', { timeoutMs: ANSWERS_WITHIN_MS });
    return answer.json<Rebuilder>();
  } catch (error) {
    // Somebody who hears everything is nobody who answers.
    if (error instanceof NobodyThere || error instanceof RequestTimedOut) return undefined;
    throw error;
  }
}
