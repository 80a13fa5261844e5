import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { readData } from './request.js';
import { States } from '../present/states.js';

/** `connectability.get`: what a user is told about another, from STATE. */
@Controller()
export class GetConnectability {
  constructor(private readonly states: States) {}

  @Command('connectability.get')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('connectability.get', request);
    if ('refused' in asked) return asked;
    const { user: viewer, target } = asked.data;
    const state = await this.states.told(viewer, target);
    return { accepted: { result: { user: target, state } } };
  }
}
