import { type Bus, type CommandClient, NobodyThere, NotSent, isBusAway } from '@liaison/bus';
import {
  type CallAnswer,
  type CallRequest,
  type Clock,
  type CommandResult,
  type Refusal,
  type RpcParams,
  checkCallAnswer,
  limits,
  refusal,
  scan,
} from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Connection } from '../connections/connection.js';
import { accept, leaveOpen, refuse } from './answering.js';
import { isFresh } from './freshness.js';
import type { Request, RequestOutcome } from './request.js';

export interface CallTools {
  readonly bus: Pick<Bus, 'requests'>;
  readonly commands: CommandClient;
  readonly clock: Pick<Clock, 'steadyMs'>;
}

type Params = RpcParams<'service.call'>;
type Route = CommandResult<'service-registry', 'service.route-call'>;

/** What a call came to: the service's payload, its own error, or a refusal of ours. */
type Called =
  | { readonly payload: unknown }
  | {
      readonly refused: Refusal;
      readonly service?: { readonly code: string; readonly message: string };
    }
  | { readonly unknown: true };

const ROUTE_TIMEOUT_MS = 5_000;

/**
 * `service.call` (C1.9): the registry says whether the user may call and where, then the service is
 * asked. The call carries the command's id as its correlation, so that a repeated one can be told.
 */
export class ServiceCalls {
  private readonly log = new Logger('calls');
  private readonly underWay = new WeakMap<Connection, number>();

  constructor(private readonly tools: CallTools) {}

  async handle(request: Request): Promise<RequestOutcome> {
    const { connection } = request;
    const underWay = this.underWay.get(connection) ?? 0;
    if (underWay >= limits.callsAtOnce) {
      return tell(request, { refused: refusal('too-many-requests') });
    }
    this.underWay.set(connection, underWay + 1);
    try {
      return tell(request, await this.call(request));
    } finally {
      this.underWay.set(connection, (this.underWay.get(connection) ?? 1) - 1);
    }
  }

  private async call(request: Request): Promise<Called> {
    const { connection, correlation } = request;
    const { service, operation } = request.params as Params;
    const reply = await this.tools.commands.request(
      'service-registry',
      'service.route-call',
      { actor: connection.actor, correlation, data: { user: connection.user, service, operation } },
      { timeoutMs: ROUTE_TIMEOUT_MS },
    );
    if ('refused' in reply) return reply;
    if ('unknown' in reply) return { refused: refusal('unavailable') };
    const route = reply.accepted.result as unknown as Route;
    if (route.authentication === 'fresh' && !isFresh(connection, this.tools.clock.steadyMs())) {
      return { refused: refusal('fresh-login-required') };
    }
    return this.ask(request, route.subject);
  }

  private async ask(request: Request, subject: string): Promise<Called> {
    const { timeoutMs = limits.callMs } = request.params as Params;
    const asked = JSON.stringify(callOf(request));
    let bytes: Uint8Array;
    try {
      bytes = (await this.tools.bus.requests.request(subject, asked, { timeoutMs })).data;
    } catch (error) {
      if (error instanceof NobodyThere) return { refused: refusal('service-not-connected') };
      if (error instanceof NotSent) return { refused: refusal('unavailable') };
      if (isBusAway(error)) {
        this.log.warn(`${nameOf(request)}: it is not known what came of it`);
        return { unknown: true };
      }
      throw error;
    }
    const answer = readAnswer(bytes);
    if (answer === undefined) {
      this.log.warn(
        `${nameOf(request)} was answered with what is no answer: ${bytes.length} bytes`,
      );
      return { refused: refusal('service-answer-malformed') };
    }
    if ('payload' in answer) return answer;
    return { refused: refusal('service-error'), service: answer.error };
  }
}

/** As the log names a call; the subject it went by is a secret. */
function nameOf({ params, correlation, command }: Request): string {
  const { service, operation } = params as Params;
  return `call ${command ?? correlation} of ${JSON.stringify(operation)} of ${service}`;
}

function callOf({ connection, params, correlation, command }: Request): CallRequest {
  const { operation, payload } = params as Params;
  const { user, terminal } = connection;
  return { user, terminal, operation, payload, correlation: command ?? correlation };
}

/** Undefined: no answer as the protocol has it. */
function readAnswer(bytes: Uint8Array): CallAnswer | undefined {
  if (bytes.length > limits.callAnswerBytes || scan(bytes, limits) !== 'fits') return undefined;
  try {
    const answer: unknown = JSON.parse(Buffer.from(bytes).toString());
    return checkCallAnswer(answer).length === 0 ? (answer as CallAnswer) : undefined;
  } catch {
    // Not JSON.
    return undefined;
  }
}

function tell(request: Request, called: Called): RequestOutcome {
  if ('payload' in called) return accept(request, JSON.stringify(called));
  if ('refused' in called) {
    const { refused, service } = called;
    return refuse(request, refused, service === undefined ? {} : { service });
  }
  const unknown = refusal('outcome-unknown', { message: NOT_ANSWERED, fix: ASK_FIRST });
  return leaveOpen(request, request, unknown);
}

const NOT_ANSWERED =
  'the service did not answer in time: it may or may not have done what was asked';
const ASK_FIRST =
  'find out from the service; the same call with the command id given here has the same correlation';
