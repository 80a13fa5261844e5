import {
  type Chance,
  type Clock,
  type Counter,
  type JsonObject,
  type Meter,
  type RpcMethodName,
  isRpcMethod,
  newUuidV7,
  limits,
  refusal,
  rpcMethod,
} from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import { takeOne } from '../connections/allowance.js';
import type { Connection } from '../connections/connection.js';
import { NO_ID, malformedAnswer, rpcCodes } from '../messages/answers.js';
import { type RpcRequest, readRequest } from '../messages/request.js';
import { faultsOf } from '../methods/guard.js';
import type { ReplyTo } from '../networks/outlet.js';
import { refuse } from './answering.js';
import type { Handlers } from './handlers.js';
import type { Request, RequestOutcome } from './request.js';

/** Of a message past the allowance only a short one is read, to answer under its id. */
const READ_PAST_ALLOWANCE_BYTES_MAX = 1_024;

export interface ReceptionTools {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly meter: Meter;
  readonly handlers: Handlers;
  readonly tenure: { readonly holds: boolean };
}

/** Takes every message of every network: bounded, read, permitted, checked, then handled. */
export class Reception {
  private readonly log = new Logger('reception');
  private readonly counter: Counter;

  constructor(private readonly tools: ReceptionTools) {
    this.counter = tools.meter.counter(
      'liaison_requests_total',
      'Requests of terminals by method and outcome',
      ['verb', 'outcome'],
    );
  }

  /** Every message is answered exactly once, unless its connection ends. Never throws. */
  receive(connection: Connection, bytes: Buffer, replyTo: ReplyTo): void {
    // Past the lease's end its terminals are about to be closed: nothing is taken any more.
    if (!connection.isOpen || !this.tools.tenure.holds) return;
    const arrivedMs = performance.now();
    const waitMs = takeOne(connection, arrivedMs, limits);
    if (waitMs > 0) return this.limit(bytes, waitMs, replyTo);
    const isSmall =
      connection.phase === 'connected' || bytes.length <= limits.frameBytesBeforeConnect;
    if (bytes.length > limits.frameBytes || !isSmall) {
      this.count('unknown', 'refused');
      refuse({ id: NO_ID, replyTo }, refusal('too-large'));
      return;
    }
    const read = readRequest(bytes, limits);
    if ('answer' in read) {
      this.count('unknown', 'malformed');
      return replyTo.answer(read.answer);
    }
    const request = this.admit(connection, read, replyTo, arrivedMs);
    if (request !== undefined) void this.handle(request);
  }

  private limit(bytes: Buffer, retryAfterMs: number, replyTo: ReplyTo): void {
    this.count('unknown', 'refused');
    const read =
      bytes.length <= READ_PAST_ALLOWANCE_BYTES_MAX ? readRequest(bytes, limits) : undefined;
    const id = read !== undefined && 'id' in read ? read.id : NO_ID;
    refuse({ id, replyTo }, refusal('too-many-requests', { retryAfterMs }));
  }

  /** Undefined: it was answered. */
  private admit(
    connection: Connection,
    { id, method, params }: RpcRequest,
    replyTo: ReplyTo,
    arrivedMs: number,
  ): Request | undefined {
    if (!isRpcMethod(method)) {
      this.count('unknown', 'malformed');
      replyTo.answer(malformedAnswer(id, rpcCodes.methodNotFound, refusal('unknown-method')));
      return undefined;
    }
    const code = reasonAgainst(connection, method);
    if (code !== undefined) {
      this.count(method, 'refused');
      refuse({ id, replyTo }, refusal(code));
      return undefined;
    }
    const faults = faultsOf(method, params as JsonObject);
    if (faults.length > 0) {
      this.count(method, 'malformed');
      const data = refusal('malformed', { field: faults[0]?.field, faults });
      replyTo.answer(malformedAnswer(id, rpcCodes.invalidParams, data));
      return undefined;
    }
    const correlation =
      replyTo.correlation ?? newUuidV7(this.tools, connection.actor, method, id, params);
    const request = { connection, id, method, params: params as JsonObject, replyTo, correlation };
    if (!rpcMethod(method).changes) return { ...request, arrivedMs };
    const given = params['command'];
    return { ...request, command: typeof given === 'string' ? given : correlation, arrivedMs };
  }

  private async handle(request: Request): Promise<void> {
    const { connection, method } = request;
    connection.begin(request.arrivedMs);
    try {
      this.count(method, await this.tools.handlers.handle(request));
    } catch (error) {
      this.log.error(error instanceof Error ? error : new Error(String(error)));
      this.count(method, 'refused');
      refuse(request, refusal('internal'));
    } finally {
      connection.finish(performance.now());
    }
  }

  private count(verb: RpcMethodName | 'unknown', outcome: RequestOutcome): void {
    this.counter.add({ verb, outcome });
  }
}

/** Why this method cannot be used now, on this connection; undefined: it can. */
function reasonAgainst(
  connection: Connection,
  method: RpcMethodName,
): 'not-connected' | 'not-authenticated' | undefined {
  const { beforeConnect } = rpcMethod(method);
  if (connection.phase === 'passing' && method === 'terminal.connect') return 'not-connected';
  if (!beforeConnect && connection.phase !== 'connected') {
    return connection.user === '' ? 'not-authenticated' : 'not-connected';
  }
  return undefined;
}
