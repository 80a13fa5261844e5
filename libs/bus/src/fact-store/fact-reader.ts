import type { EngineTimes } from '@liaison/contracts';
import { MsgHdrsImpl, type Msg } from '@nats-io/transport-node';
import type { Bus } from '../connection.js';
import { FactDamaged } from '../errors.js';
import { type StoredFact, type StoredMessage, storedFact } from './stored-fact.js';
import type { Target } from './target.js';

const READ_TIMEOUT_MS = 5_000;
const NOT_FOUND = 404;
const NO_MESSAGE = 10_037;

interface LeaderReply {
  readonly message?: {
    readonly subject: string;
    readonly seq: number;
    readonly hdrs?: string;
    readonly data?: string;
    readonly time: string;
  };
  readonly error?: { readonly err_code?: number; readonly description?: string };
}

/** Reads single facts, each from its aggregate's stream. Throws `FactDamaged`, and what `Requests` throws. */
export class FactReader {
  constructor(
    private readonly bus: Pick<Bus, 'requests'>,
    private readonly times: EngineTimes,
  ) {}

  /** The last fact of a subject, by whichever server is near: good enough to append on. */
  async last(target: Target): Promise<StoredFact | undefined> {
    const subject = `$JS.API.DIRECT.GET.${target.stream}.${target.subject}`;
    const reply = await this.bus.requests.request(subject, '', { timeoutMs: READ_TIMEOUT_MS });
    return this.read(target, reply);
  }

  /** The first fact of a subject. */
  async first(target: Target): Promise<StoredFact | undefined> {
    const body = JSON.stringify({ seq: 1, next_by_subj: target.subject });
    const reply = await this.bus.requests.request(`$JS.API.DIRECT.GET.${target.stream}`, body, {
      timeoutMs: READ_TIMEOUT_MS,
    });
    return this.read(target, reply);
  }

  /** A fact by its sequence. */
  async at(target: Target, sequence: number): Promise<StoredFact> {
    const body = JSON.stringify({ seq: sequence });
    const reply = await this.bus.requests.request(`$JS.API.DIRECT.GET.${target.stream}`, body, {
      timeoutMs: READ_TIMEOUT_MS,
    });
    const fact = this.read(target, reply);
    if (fact === undefined) throw new FactDamaged(`there is no fact ${sequence} (${target.name})`);
    return fact;
  }

  /** The last fact of a subject, by the stream's leader: what was acknowledged before is seen. */
  lastByLeader(target: Target): Promise<StoredFact | undefined> {
    return this.byLeader(target, { last_by_subj: target.subject });
  }

  /**
   * The first fact of a subject from a sequence on, or recorded at a moment (RFC 3339, of the
   * engine's clock) or later, by the stream's leader.
   */
  nextByLeader(
    target: Target,
    from: { readonly seq: number } | { readonly start_time: string },
  ): Promise<StoredFact | undefined> {
    return this.byLeader(target, { ...from, next_by_subj: target.subject });
  }

  private async byLeader(target: Target, query: object): Promise<StoredFact | undefined> {
    const body = JSON.stringify(query);
    const reply = await this.bus.requests.request(`$JS.API.STREAM.MSG.GET.${target.stream}`, body, {
      timeoutMs: READ_TIMEOUT_MS,
    });
    const { message, error } = JSON.parse(reply.string()) as LeaderReply;
    if (message !== undefined) return storedFact(target, fromLeader(message), this.times);
    if (error?.err_code === NO_MESSAGE) return undefined;
    throw new Error(`the log cannot be read: ${error?.description ?? 'no answer'}`);
  }

  private read(target: Target, reply: Msg): StoredFact | undefined {
    const { headers } = reply;
    if (headers === undefined) throw new Error('the log cannot be read: no direct answer');
    if (headers.code === NOT_FOUND) return undefined;
    if (headers.code !== 0) throw new Error(`the log cannot be read: ${headers.status}`);
    const message = {
      subject: headers.get('Nats-Subject'),
      sequence: Number.parseInt(headers.get('Nats-Sequence'), 10),
      recorded: headers.get('Nats-Time-Stamp'),
      headers,
      body: reply.data,
    };
    return storedFact(target, message, this.times);
  }
}

function fromLeader(message: NonNullable<LeaderReply['message']>): StoredMessage {
  return {
    subject: message.subject,
    sequence: message.seq,
    recorded: message.time,
    headers:
      message.hdrs === undefined
        ? undefined
        : MsgHdrsImpl.decode(Buffer.from(message.hdrs, 'base64')),
    body: Buffer.from(message.data ?? '', 'base64'),
  };
}
