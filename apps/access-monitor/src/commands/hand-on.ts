import {
  BUS,
  type Bus,
  COMMANDS,
  type CommandAnswer,
  type CommandClient,
  type CommandMessage,
  LeaseBoard,
} from '@liaison/bus';
import { type CommandRequest, type CommandVerb, refusal } from '@liaison/contracts';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { readChange } from './request.js';

/** Who decides what is handed over. */
const DECIDES = 'availability';

/** A selection of claim 11 that is availability's to decide. */
type Selection = Extract<CommandVerb<'access-monitor'>, `profile.${string}` | `mode.${string}`>;

/**
 * Takes a selection, checks its shape, and hands it on as it came: availability answers the caller.
 * The engine tells nobody when what is handed on finds no taker, so the leases are looked at first.
 */
@Injectable()
export class HandOn implements OnModuleInit, OnApplicationShutdown {
  readonly #takers: LeaseBoard;

  constructor(
    @Inject(BUS) bus: Bus,
    @Inject(COMMANDS) private readonly commands: CommandClient,
  ) {
    this.#takers = new LeaseBoard(bus, bus.subjects.replicaLeases(DECIDES));
  }

  async onModuleInit(): Promise<void> {
    await this.#takers.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#takers.stop();
  }

  take(verb: Selection, request: CommandRequest, message: CommandMessage): CommandAnswer {
    const read = readChange(verb, request);
    if ('refused' in read) return read;
    if (this.#takers.current && this.#takers.members().size === 0) {
      return { refused: refusal('unavailable') };
    }
    return this.commands.forward(DECIDES, verb, message);
  }
}
