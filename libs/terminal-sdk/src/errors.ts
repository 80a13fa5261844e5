import type { RefusalCode } from './protocol/codes.js';
import type { ClosingCode } from './protocol/notifications.js';

/** One fault of what was sent; `field` is a JSON pointer (RFC 6901) into it. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

/** What the server says of a refusal (`error.data`). */
export interface RefusalData {
  readonly code: RefusalCode;
  readonly message: string;
  readonly fix: string;
  readonly field?: string;
  readonly faults?: readonly Fault[];
  /** When to try again. */
  readonly retryAfterMs?: number;
  /** Of `outcome-unknown`: the same request with this command id acts once. */
  readonly command?: string;
  /** Of `service-error`: what the service itself said. */
  readonly service?: { readonly code: string; readonly message: string };
}

/** The server refused a request. `code` is a name of its catalogue, `fix` says what to do. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;
  readonly fix: string;
  readonly faults: readonly Fault[];

  constructor(readonly data: RefusalData) {
    super(data.message);
    this.code = data.code;
    this.fix = data.fix;
    this.faults = data.faults ?? [];
  }
}

/** The line was cut before an answer came. Seen by callers only where nothing may be sent again. */
export class LineCut extends Error {
  override readonly name = 'LineCut';
  constructor(
    message = 'the line was cut before an answer came: it may or may not have been done',
  ) {
    super(message);
  }
}

/** As many requests wait as may: nothing was sent. Wait for some of them, then try again. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
  constructor(queueMax: number) {
    super(`${queueMax} requests wait for an answer already; wait for some of them`);
  }
}

/** Why a terminal came to its end, beside refusals of its login or enrolment. */
export type EndedCode = Extract<ClosingCode, 'superseded' | 'revoked' | 'kicked'> | 'closed';

const SAYS: Readonly<Record<EndedCode, string>> = {
  superseded: 'another connection has taken the place of this one: it is the same terminal',
  revoked: 'what it logged in with is no longer valid; log in again',
  kicked: 'the terminal was removed, or its account suspended',
  closed: 'it was closed here',
};

/** The terminal is at its end: it does not come back by itself. */
export class Ended extends Error {
  override readonly name = 'Ended';
  constructor(readonly code: EndedCode) {
    super(SAYS[code]);
  }
}
