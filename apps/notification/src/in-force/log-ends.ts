import type { Bus } from '@liaison/bus';

const TIMEOUT_MS = 5_000;
const NO_MESSAGE = 10_037;

interface Answer {
  readonly state?: { readonly last_seq: number };
  readonly message?: { readonly seq: number };
  readonly error?: { readonly err_code?: number; readonly description?: string };
}

/** The engine does not say how far a stream is. */
export class LogUnknown extends Error {
  override readonly name = 'LogUnknown';
}

/** The last sequence of a stream, by its leader: nothing acknowledged before lies behind it. */
export async function lastSequence(bus: Pick<Bus, 'requests'>, stream: string): Promise<number> {
  const { state, error } = await ask(bus, `STREAM.INFO.${stream}`, '');
  if (state === undefined) throw new LogUnknown(error?.description ?? 'no state');
  return state.last_seq;
}

/** The first sequence from here on that lies under the filter, by the leader; undefined: none. */
export async function nextSequence(
  bus: Pick<Bus, 'requests'>,
  place: { readonly stream: string; readonly filter: string; readonly from: number },
): Promise<number | undefined> {
  const { stream, filter, from } = place;
  const body = JSON.stringify({ seq: from, next_by_subj: filter });
  const { message, error } = await ask(bus, `STREAM.MSG.GET.${stream}`, body);
  if (message !== undefined) return message.seq;
  if (error?.err_code === NO_MESSAGE) return undefined;
  throw new LogUnknown(error?.description ?? 'no answer');
}

async function ask(bus: Pick<Bus, 'requests'>, what: string, body: string): Promise<Answer> {
  const reply = await bus.requests.request(`$JS.API.${what}`, body, { timeoutMs: TIMEOUT_MS });
  return JSON.parse(reply.string()) as Answer;
}
