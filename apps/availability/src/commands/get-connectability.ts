import { BUS, type Bus, Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { type StateDocument, type UserId, view } from '@liaison/domain';
import { Controller, Inject } from '@nestjs/common';
import { readData } from './request.js';

const READ_TIMEOUT_MS = 5_000;
const NOT_FOUND = 404;

/**
 * `connectability.get`: what a user is told about another, from STATE. The hidden and those who do
 * not exist take the same way to the same answer (claim 2.6).
 */
@Controller()
export class GetConnectability {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  @Command('connectability.get')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('connectability.get', request);
    if ('refused' in asked) return asked;
    const { user: viewer, target } = asked.data;
    const state = view(viewer, target, await this.stateOf(target));
    return { accepted: { result: { user: target, state } } };
  }

  private async stateOf(user: UserId): Promise<StateDocument | undefined> {
    const subject = `$JS.API.DIRECT.GET.STATE.${this.bus.subjects.state(user)}`;
    const reply = await this.bus.requests.request(subject, '', { timeoutMs: READ_TIMEOUT_MS });
    const code = reply.headers?.code ?? NOT_FOUND;
    if (code === NOT_FOUND) return undefined;
    if (code !== 0) throw new Error(`STATE cannot be read: ${reply.headers?.status}`);
    return reply.json<StateDocument>();
  }
}
