import type { CommandRequest } from '@liaison/contracts';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { PARAM_ARGS_METADATA } from '@nestjs/microservices/constants.js';
import type { CommandAnswer, CommandMessage } from './answer.js';
import { HandlerFailed } from './failure.js';

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
