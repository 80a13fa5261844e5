import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { HandlerFailed } from './failure.js';

/** The request as it came: what is needed to hand it on to another app. */
export interface CommandMessage {
  readonly verb: string;
  /** Who waits for the answer. */
  readonly reply: string;
  /** The bytes of the `CommandRequest`. */
  readonly raw: Uint8Array;
}

/** Instead of an answer: another app answers the caller directly. */
export const FORWARDED = Symbol('forwarded');

/** What a handler comes to. */
export type CommandAnswer = CommandReply | typeof FORWARDED;

/** A method under `@Command`. */
export type CommandHandler = (
  request: CommandRequest,
  message: CommandMessage,
) => Promise<CommandAnswer>;

/**
 * Serves one verb of this app (`mode.activate`): the method gets the request and, second, the
 * message. What it throws is logged and answered as a refusal, never left without an answer.
 */
export function Command(verb: string) {
  return <H extends CommandHandler>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    const handler = descriptor.value;
    if (handler === undefined) throw new TypeError(`@Command('${verb}') stands on no method`);
    const guarded = async function (
      this: unknown,
      request: CommandRequest,
      message: CommandMessage,
    ): Promise<CommandAnswer> {
      try {
        return await handler.call(this, request, message);
      } catch (error) {
        // Nest would replace it with a bare "Internal server error": the server wants the cause.
        return new HandlerFailed(error) as never;
      }
    };
    Object.defineProperty(guarded, 'name', { value: key });
    descriptor.value = guarded as H;
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    MessagePattern<string>(verb)(target, key, descriptor);
  };
}
