import type { Bus } from '../connection.js';

/** The stream of facts. */
export const FACTS = 'FACTS';

/** A place in the log, told apart from the same sequence of another log by when it was recorded. */
export interface LogPlace {
  /** 0: before the first. */
  readonly sequence: number;
  /** The server's timestamp, milliseconds since the epoch; 0: not known. */
  readonly recordedMs: number;
}

/** The start of every log. */
export const LOG_START: LogPlace = { sequence: 0, recordedMs: 0 };

/** Timestamps reach us as nanoseconds in a double: they may be off by one. */
const RECORDED_TOLERANCE_MS = 1;

/** The last sequence of a partition's facts, read at the leader; 0: there are none. */
export async function logEnd(bus: Pick<Bus, 'jsm'>, filter: string): Promise<number> {
  const last = await bus.jsm.streams.getMessage(FACTS, { last_by_subj: filter });
  return last?.seq ?? 0;
}

/** Whether the log still has the fact that was read at this place. */
export async function logHas(bus: Pick<Bus, 'jsm'>, place: LogPlace): Promise<boolean> {
  if (place.sequence === 0) return true;
  const message = await bus.jsm.streams.getMessage(FACTS, { seq: place.sequence });
  if (message === null || place.recordedMs === 0) return message !== null;
  return Math.abs(message.time.getTime() - place.recordedMs) <= RECORDED_TOLERANCE_MS;
}
