import type { Bus } from '../connection.js';

/** Looking through a large stream, and starting it again, take the engine a while. */
const CALL_TIMEOUT_MS = 45_000;

/** The engine did not give or take a stream; the message says which and why. */
export class SnapshotFailed extends Error {
  override readonly name = 'SnapshotFailed';
}

interface Refusable {
  readonly error?: { readonly description?: string };
}

/** One request to the engine about a stream. Throws `SnapshotFailed`, and what `Requests` throws. */
export async function callAbout<T>(
  bus: Pick<Bus, 'requests'>,
  stream: string,
  subject: string,
  body: Uint8Array | string,
): Promise<T | undefined> {
  const reply = await bus.requests.request(subject, body, { timeoutMs: CALL_TIMEOUT_MS });
  if (reply.data.length === 0) return undefined;
  const answer = reply.json<T & Refusable>();
  if (answer.error === undefined) return answer;
  throw new SnapshotFailed(`stream ${stream}: ${answer.error.description ?? 'the engine refuses'}`);
}
