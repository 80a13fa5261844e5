/** One fault of what was sent; `field` is a JSON pointer (RFC 6901) into it. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

/** What Liaison says of a refusal. */
export interface RefusalData {
  /** A name of Liaison's catalogue. */
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly field?: string;
  readonly faults?: readonly Fault[];
  /** When to try again. */
  readonly retryAfterMs?: number;
}

/** Liaison refused a request; `fix` says what to do. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  readonly fix: string;
  readonly faults: readonly Fault[];

  constructor(readonly data: RefusalData) {
    super(data.message);
    this.code = data.code;
    this.fix = data.fix;
    this.faults = data.faults ?? [];
  }
}

/** There is no line now, or it was cut before an answer came. */
export class Away extends Error {
  override readonly name = 'Away';
  constructor(message = 'there is no line to Liaison now; ask again when there is one') {
    super(message);
  }
}

/** As many events wait to be sent as may: this one was not taken. Emit it again later. */
export class OutboxFull extends Error {
  override readonly name = 'OutboxFull';
  constructor(
    readonly events: number,
    readonly bytes: number,
  ) {
    super(
      `${events} events (${bytes} bytes) wait to be sent already: emit it again when they are, or allow more (outbox)`,
    );
  }
}

/** An event is not as the service declares its events: it was not taken, and would be refused. */
export class NotDeclared extends Error {
  override readonly name = 'NotDeclared';
}

/** The engine did not let the service in. A busy one may say no to who is right, so it is asked again. */
export class TurnedAway extends Error {
  override readonly name = 'TurnedAway';
  constructor(
    service: string,
    /** So often it is asked again before the service comes to its end. */
    readonly triesLeft: number,
  ) {
    super(
      `the engine lets nobody in as ${service} with this secret or key: check both (asked again ${triesLeft} times)`,
    );
  }
}

/** Why a service came to its end, beside refusals that do not pass. */
export type EndedCode = 'closed' | 'not-let-in';

const SAYS: Readonly<Record<EndedCode, string>> = {
  closed: 'it was closed here',
  'not-let-in': 'the engine lets nobody in by this name with this secret or key; ask an operator',
};

/** The service is at its end: it does not come back by itself. */
export class Ended extends Error {
  override readonly name = 'Ended';
  constructor(readonly code: EndedCode) {
    super(SAYS[code]);
  }
}

/** Thrown by who answers a call: the terminal is told this code and message as they are. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
