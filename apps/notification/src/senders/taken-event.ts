import type { EngineTimes, EventMessage } from '@liaison/contracts';

/** A message of EVENTS_IN, with the place it has there. */
export interface TakenEvent extends EventMessage {
  readonly subject: string;
  readonly sequence: number;
}

/** What of a message of the engine's client is needed. */
interface Message {
  readonly subject: string;
  readonly seq: number;
  readonly data: Uint8Array;
  readonly headers?: Iterable<[string, string[]]> | undefined;
  readonly info: { readonly timestampNanos: number };
}

const NS_PER_MS = 1e6;

/** `typeOf` reads the type off the subject; one it cannot read is no declared type either. */
export function takenEvent(message: Message, type: string, times: EngineTimes): TakenEvent {
  const { subject, seq, data, headers, info } = message;
  const recordedMs = times.fromEngine(Math.floor(info.timestampNanos / NS_PER_MS));
  return { subject, sequence: seq, body: data, headers, type, recordedMs };
}
