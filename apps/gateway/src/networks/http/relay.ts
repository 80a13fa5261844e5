import {
  type Bus,
  type Delivered,
  type Listening,
  NobodyThere,
  NotSent,
  headersOf,
  isBusAway,
  listen,
} from '@liaison/bus';
import {
  type Chance,
  type Clock,
  isRpcMethod,
  limits,
  newUuidV7,
  refusal,
  rpcMethod,
} from '@liaison/contracts';
import type { ConnectionId, UserId } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import { NO_ID, refusalAnswer } from '../../messages/answers.js';
import { readRequest } from '../../messages/request.js';
import type { ReplyTo } from '../outlet.js';

/** Longer than the longest time after which a gateway itself says that it does not know. */
const ANSWER_MS = 45_000;
const USER = 'Liaison-User';
const CORRELATION = 'Liaison-Correlation';
/** The connection is not this user's, or takes nothing any more. */
const NOT_HERE = '';

/** A request of a terminal as it came to a gateway. */
export interface Relayed {
  readonly connection: ConnectionId;
  /** Of its token, which was found good. */
  readonly user: UserId;
  readonly bytes: Buffer;
}

/** Takes a relayed request; false: there is no such connection of this user here. */
export type TakeRelayed = (relayed: Relayed, replyTo: ReplyTo) => boolean;

export interface RelayTools {
  readonly bus: Pick<Bus, 'nc' | 'outbox' | 'requests' | 'subjects'>;
  readonly clock: Clock;
  readonly chance: Chance;
}

/**
 * Takes requests to the gateway that holds their connection, by a subject of the connection's own: its
 * limits, its token and its log-in are counted there and nowhere else.
 */
export class Relay {
  private readonly log = new Logger('relay');

  constructor(
    private readonly tools: RelayTools,
    private readonly take: TakeRelayed,
  ) {}

  /** From now on requests for this connection are taken here. */
  follow(connection: ConnectionId): Listening {
    const { bus } = this.tools;
    return listen(bus, bus.subjects.connection(connection), (asked) => {
      this.taken(connection, asked);
    });
  }

  /** The answer to a request of another gateway's connection; undefined: there is no such one. */
  async ask(relayed: Relayed): Promise<string | undefined> {
    const { bus, clock, chance } = this.tools;
    const { connection, user, bytes } = relayed;
    const correlation = newUuidV7({ clock, chance }, 'relayed', connection, bytes.toString());
    const headers = headersOf({ [USER]: user, [CORRELATION]: correlation });
    const wait = { timeoutMs: ANSWER_MS, headers };
    try {
      const answer = await bus.requests.request(bus.subjects.connection(connection), bytes, wait);
      const text = answer.string();
      return text === NOT_HERE ? undefined : text;
    } catch (error) {
      if (error instanceof NobodyThere) return undefined;
      if (!isBusAway(error)) throw error;
      this.log.warn(`a request of ${user} was relayed and not answered: ${String(error)}`);
      return unanswered(bytes, correlation, !(error instanceof NotSent));
    }
  }

  private taken(connection: ConnectionId, { data, headers, reply }: Delivered): void {
    if (reply === undefined || reply === '') return;
    const { outbox } = this.tools.bus;
    const respond = (payload: string): void =>
      outbox.send({ subject: reply, payload, options: {}, failed: (why) => tooLong(why) });
    const tooLong = (why: unknown): void => {
      this.log.warn(`an answer could not be relayed: ${String(why)}`);
      outbox.publish(reply, refusalAnswer(NO_ID, refusal('internal')));
    };
    const relayed = { connection, user: headers?.get(USER) ?? '', bytes: Buffer.from(data) };
    const correlation = headers?.get(CORRELATION) ?? '';
    if (!this.take(relayed, { answer: respond, correlation })) respond(NOT_HERE);
  }
}

/** What a terminal is told when nobody knows what came of its request; `isOpen`: it may have acted. */
function unanswered(bytes: Buffer, correlation: string, isOpen: boolean): string {
  const read = readRequest(bytes, limits);
  if ('answer' in read) return read.answer;
  const { id, method, params } = read;
  const isCommand =
    isRpcMethod(method) && Object.hasOwn(rpcMethod(method).params.properties, 'command');
  if (!isOpen || !isCommand) return refusalAnswer(id, refusal('unavailable'));
  const given = params['command'];
  const command = typeof given === 'string' ? given : correlation;
  return refusalAnswer(id, refusal('outcome-unknown'), { command });
}
