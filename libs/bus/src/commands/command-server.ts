import { type CommandReply, type CommandRequest, type Meter, refusal } from '@liaison/contracts';
import type { Msg, Subscription } from '@nats-io/transport-node';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Bus } from '../connection.js';
import { DuplicateCommand } from '../errors.js';
import { Idle } from '../tasks/idle.js';
import { type CommandAnswer, type CommandMessage, FORWARDED } from './answer.js';
import { Discovery } from './discovery.js';
import { type CommandOutcome, Endpoint } from './endpoint.js';
import { HandlerFailed, isAccident, replyToFailure } from './failure.js';
import { readRequest } from './request.js';

/** More at once than this are refused as `unavailable`: the caller shall wait, not our memory. */
const IN_FLIGHT_MAX = 4_096;
/** How long a closing server waits for handlers: less than a process is given to stop. */
const DRAIN_WAIT_MAX_MS = 8_000;

/**
 * The Nest transport strategy of our commands: `liaison.cmd.<app>.>` in the app's queue group, one
 * handler a verb, called directly. Every request is answered exactly once, by us or by whom it was
 * forwarded to; a closing server takes no more and answers what it has taken.
 */
export class CommandServer extends Server implements CustomTransportStrategy {
  private readonly endpoints = new Map<string, Endpoint>();
  private readonly discovery: Discovery;
  private subscription: Subscription | undefined;
  private inFlight = 0;
  private readonly rest = new Idle(() => this.inFlight === 0);
  private closing: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly app: string,
    private readonly meter: Meter,
  ) {
    super();
    this.discovery = new Discovery(bus, app, this.endpoints);
  }

  override addHandler(pattern: unknown, callback: MessageHandler): void {
    const verb = this.normalizePattern(pattern as string);
    if (this.endpoints.has(verb)) {
      throw new DuplicateCommand(`two handlers for '${verb}' in ${this.app}: take one away`);
    }
    this.bus.subjects.command(this.app, verb);
    const counter = this.meter.counter('liaison_commands_total', 'Commands by verb and outcome', [
      'verb',
      'outcome',
    ]);
    this.endpoints.set(verb, new Endpoint(verb, callback, counter));
    this.messageHandlers.set(verb, callback);
  }

  /** Calls back once the engine knows that we take commands. */
  listen(callback: (error?: unknown) => void): void {
    // oxlint-disable-next-line promise/no-callback-in-promise -- Nest wants a callback
    this.start().then(() => callback(), callback);
  }

  /** Takes no more, answers what is in flight, says no more that we are here. Idempotent. */
  close(): Promise<void> {
    return (this.closing ??= this.drain());
  }

  override on(): never {
    throw new Error('the command server emits no events');
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Nest's signature
  override unwrap<T>(): T {
    return this.bus.nc as T;
  }

  private async start(): Promise<void> {
    const { nc, subjects } = this.bus;
    if (this.endpoints.size > 0) {
      this.subscription = nc.subscribe(subjects.commandsOf(this.app), {
        queue: this.app,
        callback: (error, message) => this.take(error, message),
      });
    }
    this.discovery.start();
    await nc.flush();
  }

  private async drain(): Promise<void> {
    // Drained: what the engine had already routed to us still arrives before this resolves.
    await this.subscription?.drain();
    await this.rest.reached(DRAIN_WAIT_MAX_MS);
    if (this.inFlight > 0) {
      this.logger.error(`${this.inFlight} commands were not finished when ${this.app} closed`);
    }
    this.discovery.stop();
    this.bus.outbox.flush();
    if (this.bus.connected()) await this.bus.nc.flush();
  }

  private take(error: Error | null, message: Msg): void {
    if (error !== null) {
      this.logger.error(`commands of ${this.app} are not taken: ${error.message}`);
      return;
    }
    const verb = this.bus.subjects.parseCommand(message.subject)?.verb;
    const endpoint = verb === undefined ? undefined : this.endpoints.get(verb);
    if (endpoint === undefined) {
      this.respond(message, { refused: refusal('unknown-method') });
    } else if (this.inFlight >= IN_FLIGHT_MAX) {
      endpoint.count('refused', performance.now());
      this.respond(message, { refused: refusal('unavailable') });
    } else {
      void this.serve(endpoint, message);
    }
  }

  /** Never rejects. */
  private async serve(endpoint: Endpoint, message: Msg): Promise<void> {
    const began = performance.now();
    this.inFlight++;
    const request = readRequest(message.string());
    const answer = 'refused' in request ? request : await this.answer(endpoint, request, message);
    if (answer !== FORWARDED) this.respond(message, answer);
    endpoint.count(outcomeOf(request, answer), began);
    this.inFlight--;
    this.rest.look();
  }

  private async answer(
    endpoint: Endpoint,
    request: CommandRequest,
    message: Msg,
  ): Promise<CommandAnswer> {
    const context: CommandMessage = {
      verb: endpoint.verb,
      reply: message.reply ?? '',
      raw: message.data,
    };
    try {
      const result = await endpoint.handle(request, context);
      // Guards and pipes of Nest refuse by an Observable that errors.
      const answer = isObservable(result) ? await lastValueFrom(result) : result;
      if (answer instanceof HandlerFailed) throw answer.cause;
      return answer as CommandAnswer;
    } catch (error) {
      endpoint.failed(error);
      this.tell(endpoint.verb, error);
      return replyToFailure(error, request);
    }
  }

  private tell(verb: string, error: unknown): void {
    if (isAccident(error)) this.logger.warn(`${verb}: ${error.name}: ${error.message}`);
    else this.logger.error(error instanceof Error ? error : new Error(String(error)));
  }

  private respond(message: Msg, answer: CommandReply<unknown>): void {
    const { reply } = message;
    // Whoever gives no reply subject wants no answer.
    if (reply === undefined || reply === '') return;
    const send = (text: string, failed: (error: unknown) => void): void =>
      this.bus.outbox.send({ subject: reply, payload: text, options: {}, failed });
    send(JSON.stringify(answer), (error) => {
      this.logger.error(`an answer was not sent: ${String(error)}`);
      // It was too large; where the connection is closed, the caller's timeout tells it.
      send(JSON.stringify({ refused: refusal('internal') }), () => undefined);
    });
  }
}

function outcomeOf(
  request: CommandRequest | { readonly refused: unknown },
  answer: CommandAnswer,
): CommandOutcome {
  if (answer === FORWARDED) return 'forwarded';
  if ('refused' in answer) return 'refused';
  if ('unknown' in answer) return 'unknown';
  const changes = !('refused' in request) && request.command !== undefined;
  return changes && answer.accepted.fact === undefined ? 'unchanged' : 'accepted';
}
