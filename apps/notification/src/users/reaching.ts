import { correlationOf, encodeCopy, readEvent } from '@liaison/contracts';
import type { Judged } from '../senders/judge.js';
import type { Then } from './as-of.js';
import type { Reach, Notified } from './reach.js';

/** The batch with the users each of its events reaches, as its match is to record them. */
export async function reachUsers(
  reach: Reach,
  sender: string,
  batch: readonly Judged[],
  then: Then,
): Promise<readonly Judged[]> {
  const reached: Judged[] = [];
  for (const judged of batch) {
    const { concerns } = judged;
    const notified = concerns === undefined ? undefined : await reach.of(sender, concerns, then);
    reached.push(notified === undefined ? judged : withUsers(sender, judged, notified));
  }
  return reached;
}

function withUsers(sender: string, judged: Judged, { users, silenced }: Notified): Judged {
  if (users.length === 0 && silenced === 0) return judged;
  const recorded = {
    ...judged.recorded,
    outcome: 'matched',
    silenced,
    users: users.length,
  } as const;
  const copy = judged.copy ?? copyOf(sender, judged);
  return { ...judged, recorded, notified: users, ...(copy === undefined ? {} : { copy }) };
}

/** Nobody was interested when it was judged, by what is folded now; somebody was by the log. */
function copyOf(sender: string, { taken }: Judged): string | undefined {
  const read = readEvent(taken);
  if ('refused' in read) return undefined;
  return encodeCopy(sender, read.event, correlationOf(sender, read.event));
}

/** The same for a match that is stored already: whom it reached then, where it says that it did. */
export async function reachAgain(
  reach: Reach,
  sender: string,
  batch: readonly Judged[],
  then: Then,
): Promise<readonly Judged[]> {
  const reached: Judged[] = [];
  for (const judged of batch) {
    const { concerns, recorded } = judged;
    if (concerns === undefined || recorded.users === 0) {
      reached.push(judged);
      continue;
    }
    const { users } = await reach.of(sender, concerns, then);
    reached.push({ ...judged, notified: users });
  }
  return reached;
}
