import { type CommandReply, type CommandRequest, refusal } from '@liaison/contracts';
import type { Bus } from '../connection.js';
import { NobodyThere, NotSent } from '../errors.js';
import { type CommandMessage, FORWARDED } from './answer.js';

/** Longer than an append is tried for, so that the other app's own `unknown` arrives. */
const COMMAND_TIMEOUT_MS = 35_000;

export interface CommandWait {
  /** At most 51 s. */
  readonly timeoutMs?: number;
}

/** Sends commands to our other apps, as many at once as the caller likes. */
export class CommandClient {
  private readonly subjects = new Map<string, string>();

  constructor(private readonly bus: Bus) {}

  /**
   * Never throws: a request that reached nobody is refused as `unavailable`, and so is a read that
   * was not answered; a change that was not answered is `unknown` (repeat it with the same command).
   */
  async request(
    app: string,
    verb: string,
    request: CommandRequest,
    wait: CommandWait = {},
  ): Promise<CommandReply> {
    const timeoutMs = wait.timeoutMs ?? COMMAND_TIMEOUT_MS;
    try {
      const message = await this.bus.requests.request(
        this.subject(app, verb),
        JSON.stringify(request),
        { timeoutMs },
      );
      return JSON.parse(message.string()) as CommandReply;
    } catch (error) {
      return unanswered(request, error);
    }
  }

  /** Hands a request on as it came; the other app answers the caller. */
  forward(app: string, verb: string, message: CommandMessage): typeof FORWARDED {
    this.bus.outbox.send({
      subject: this.subject(app, verb),
      payload: message.raw,
      options: { reply: message.reply },
      // The caller's timeout tells it: the connection is closed.
      failed: () => undefined,
    });
    return FORWARDED;
  }

  private subject(app: string, verb: string): string {
    const name = `${app} ${verb}`;
    const known = this.subjects.get(name);
    if (known !== undefined) return known;
    const made = this.bus.subjects.command(app, verb);
    this.subjects.set(name, made);
    return made;
  }
}

function unanswered(request: CommandRequest, error: unknown): CommandReply {
  const unsent = error instanceof NobodyThere || error instanceof NotSent;
  if (unsent || request.command === undefined) return { refused: refusal('unavailable') };
  return { unknown: { command: request.command } };
}
