/** Two clocks: the engine's, which nobody can shift, and ours, which tests shift. All in milliseconds. */
export interface EngineTimes {
  /** What our clock said when the engine recorded this time. */
  fromEngine(ms: number): number;
  /** The engine's time for one of ours, where it is asked for what it has by time. */
  toEngine(ms: number): number;
}

/** The clocks stand `offsetMs` apart (the setting `clockOffsetMs`). */
export function engineTimes(offsetMs: number): EngineTimes {
  return { fromEngine: (ms) => ms + offsetMs, toEngine: (ms) => ms - offsetMs };
}
