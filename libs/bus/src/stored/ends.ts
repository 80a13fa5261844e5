import type { Bus } from '../connection.js';
import { StreamUnreadable } from '../errors.js';
import { callEngine } from './engine-call.js';
import { storedAtLeader } from './stored-message.js';

/** The last sequence of a stream, by its leader: nothing acknowledged before lies behind it. */
export async function lastSequence(bus: Pick<Bus, 'requests'>, stream: string): Promise<number> {
  const { state, error } = await callEngine(bus, `STREAM.INFO.${stream}`);
  if (state === undefined) throw new StreamUnreadable(stream, error?.description ?? 'no state');
  return state.last_seq;
}

/** The first sequence from here on that lies under the filter, by the leader; undefined: none. */
export async function nextSequence(
  bus: Pick<Bus, 'requests'>,
  place: { readonly stream: string; readonly filter: string; readonly from: number },
): Promise<number | undefined> {
  const { stream, filter, from } = place;
  const next = await storedAtLeader(bus, stream, { seq: from, next_by_subj: filter });
  return next?.sequence;
}
