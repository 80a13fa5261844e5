import type { Bus } from '@liaison/bus';
import type { StateDocument, UserId } from '@liaison/domain';

/** Subjects of one read; the engine takes 1,024. */
export const READ_USERS_MAX = 1_000;
const READ_TIMEOUT_MS = 2_000;
/** How often a copy that lags behind is asked again before the leader itself is read. */
const LAGGING_ATTEMPTS_MAX = 3;
const STREAM = 'STATE';

/** STATE could not be read; nothing is known. */
export class StateAway extends Error {
  override readonly name = 'StateAway';
}

/** STATE of one user; sequence 0: there is none. */
export interface StateReading {
  readonly sequence: number;
  readonly state: StateDocument | undefined;
}

export type StateReadings = ReadonlyMap<UserId, StateReading>;
type ReaderBus = Pick<Bus, 'nc' | 'jsm' | 'subjects' | 'requests' | 'connected'>;

/** A message of STATE as `live` or a read gives it; a body nobody can read is shown as no STATE. */
export function stateReading(message: {
  readonly data: Uint8Array;
  readonly headers?: { get(name: string): string } | undefined;
}): StateReading {
  const sequence = Number(message.headers?.get('Nats-Sequence'));
  return { sequence, state: stateOf(message.data) };
}

/**
 * Last STATE of these users (at most `READ_USERS_MAX`), at least as new as the leader's when this was
 * called. Throws `StateAway`.
 */
export async function readStates(
  bus: ReaderBus,
  users: readonly UserId[],
  copies: number,
): Promise<StateReadings> {
  if (!bus.connected()) throw new StateAway('the engine is away');
  // A single copy is the leader. Of several any may answer, also one that lags behind.
  if (copies === 1) return (await readBatch(bus, users)).readings;
  const leader = leaderPosition(bus);
  for (let attempt = 0; attempt < LAGGING_ATTEMPTS_MAX; attempt++) {
    const batch = await readBatch(bus, users);
    if (batch.upTo >= (await leader)) return batch.readings;
  }
  return readAtLeader(bus, users);
}

/** What one batch gave, and up to which sequence of the stream it holds. */
interface Batch {
  readonly readings: Map<UserId, StateReading>;
  readonly upTo: number;
}

const END_OF_BATCH = 204;
const NO_RESULTS = 404;

async function readBatch(bus: ReaderBus, users: readonly UserId[]): Promise<Batch> {
  const request = JSON.stringify({ multi_last: users.map((user) => bus.subjects.state(user)) });
  const readings = new Map<UserId, StateReading>();
  const messages = await bus.nc.requestMany(`$JS.API.DIRECT.GET.${STREAM}`, request, {
    strategy: 'sentinel',
    maxWait: READ_TIMEOUT_MS,
  });
  for await (const { headers, data } of messages) {
    if (headers === undefined) throw new StateAway('the engine answers without headers');
    if (headers.code === END_OF_BATCH) {
      return { readings, upTo: Number(headers.get('Nats-UpTo-Sequence')) };
    }
    // Nobody of them has STATE; up to where that holds is not said.
    if (headers.code === NO_RESULTS) return { readings, upTo: 0 };
    if (headers.code !== 0) throw new StateAway(`the engine answers ${headers.status}`);
    const user = bus.subjects.userOf(headers.get('Nats-Subject'));
    readings.set(user, stateReading({ headers, data }));
  }
  throw new StateAway('the read was not finished in time');
}

async function leaderPosition(bus: ReaderBus): Promise<number> {
  const reply = await bus.requests.request(`$JS.API.STREAM.INFO.${STREAM}`, '', {
    timeoutMs: READ_TIMEOUT_MS,
  });
  const info = JSON.parse(reply.string()) as { state?: { last_seq: number } };
  if (info.state === undefined) throw new StateAway(`the engine answers ${reply.string()}`);
  return info.state.last_seq;
}

async function readAtLeader(bus: ReaderBus, users: readonly UserId[]): Promise<StateReadings> {
  const readings = new Map<UserId, StateReading>();
  const read = async (user: UserId): Promise<void> => {
    const last_by_subj = bus.subjects.state(user);
    const message = await bus.jsm.streams.getMessage(STREAM, { last_by_subj });
    if (message === null) return;
    readings.set(user, { sequence: message.seq, state: stateOf(message.data) });
  };
  await Promise.all(users.map(read));
  return readings;
}

function stateOf(data: Uint8Array): StateDocument | undefined {
  try {
    const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
    return JSON.parse(text) as StateDocument;
  } catch {
    // Fails closed: what cannot be read is told as `unknown`.
    return undefined;
  }
}
