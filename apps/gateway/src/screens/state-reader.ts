import {
  type Bus,
  LAST_OF_EACH_MAX,
  NotSent,
  jsonOf,
  lastOfEach,
  lastSequence,
  storedAtLeader,
} from '@liaison/bus';
import type { StateDocument, UserId } from '@liaison/domain';

/** Users of one read. */
export const READ_USERS_MAX = LAST_OF_EACH_MAX;
/** How often a copy that lags behind is asked again before the leader itself is read. */
const LAGGING_ATTEMPTS_MAX = 3;
const STREAM = 'STATE';

/** STATE of one user; sequence 0: there is none. */
export interface StateReading {
  readonly sequence: number;
  readonly state: StateDocument | undefined;
}

export type StateReadings = ReadonlyMap<UserId, StateReading>;
type ReaderBus = Pick<Bus, 'nc' | 'subjects' | 'requests' | 'connected'>;

/** A message of STATE as `live` gives it; a body nobody can read is shown as no STATE. */
export function stateReading(message: {
  readonly data: Uint8Array;
  readonly headers?: { get(name: string): string } | undefined;
}): StateReading {
  const sequence = Number(message.headers?.get('Nats-Sequence'));
  return { sequence, state: stateOf(message.data) };
}

/**
 * Last STATE of these users (at most `READ_USERS_MAX`), at least as new as the leader's when this was
 * called. Throws `StreamUnreadable`, and what the bus throws.
 */
export async function readStates(
  bus: ReaderBus,
  users: readonly UserId[],
  copies: number,
): Promise<StateReadings> {
  if (!bus.connected()) throw new NotSent('the engine is away');
  // A single copy is the leader. Of several any may answer, also one that lags behind.
  if (copies === 1) return (await readBatch(bus, users)).readings;
  const leader = lastSequence(bus, STREAM);
  for (let attempt = 0; attempt < LAGGING_ATTEMPTS_MAX; attempt++) {
    const batch = await readBatch(bus, users);
    if (batch.upTo >= (await leader)) return batch.readings;
  }
  return readAtLeader(bus, users);
}

/** What one batch gave, and up to which sequence of the stream it holds. */
interface Batch {
  readonly readings: StateReadings;
  readonly upTo: number;
}

async function readBatch(bus: ReaderBus, users: readonly UserId[]): Promise<Batch> {
  const subjects = users.map((user) => bus.subjects.state(user));
  const { messages, upTo } = await lastOfEach(bus, STREAM, subjects);
  const readings = messages.map(({ subject, sequence, body }) => {
    return [bus.subjects.userOf(subject), { sequence, state: stateOf(body) }] as const;
  });
  return { readings: new Map(readings), upTo };
}

async function readAtLeader(bus: ReaderBus, users: readonly UserId[]): Promise<StateReadings> {
  const readings = new Map<UserId, StateReading>();
  const read = async (user: UserId): Promise<void> => {
    const last_by_subj = bus.subjects.state(user);
    const message = await storedAtLeader(bus, STREAM, { last_by_subj });
    if (message === undefined) return;
    readings.set(user, { sequence: message.sequence, state: stateOf(message.body) });
  };
  await Promise.all(users.map(read));
  return readings;
}

function stateOf(body: Uint8Array): StateDocument | undefined {
  try {
    return jsonOf({ body }) as StateDocument;
  } catch {
    // Fails closed: what cannot be read is told as `unknown`.
    return undefined;
  }
}
