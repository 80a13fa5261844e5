import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { PARAM_ARGS_METADATA } from '@nestjs/microservices/constants.js';
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
export type CommandAnswer = CommandReply<unknown> | typeof FORWARDED;

/** A method under `@Command`: `(request: CommandRequest, message: CommandMessage)`, or fewer. */
export type CommandHandler = (request: never, message: never) => Promise<CommandAnswer>;

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
    descriptor.value = guarded(handler) as H;
    // Parameters with decorators of their own (pipes) stay as they are.
    if (!Reflect.hasMetadata(PARAM_ARGS_METADATA, target.constructor, key)) {
      Payload()(target, key, 0);
      Ctx()(target, key, 1);
    }
    MessagePattern<string>(verb)(target, key, descriptor);
  };
}

/** Nest would replace an error with a bare "Internal server error": the server wants the cause. */
function guarded(handler: CommandHandler): unknown {
  return async function (
    this: unknown,
    request: CommandRequest,
    message: CommandMessage,
  ): Promise<CommandAnswer | HandlerFailed> {
    try {
      return await handler.call(this, request as never, message as never);
    } catch (error) {
      return new HandlerFailed(error);
    }
  };
}
