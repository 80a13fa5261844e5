/** The head of a sender's events. */
export interface Matched {
  /** EVENTS_IN sequence up to which every event is matched; 0: none is. */
  readonly lastSequence: number;
}

export const initialMatched: Matched = { lastSequence: 0 };
