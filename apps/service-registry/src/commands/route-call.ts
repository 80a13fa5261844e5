import { Command, answer } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Routes } from '../services/routes.js';
import { readData } from './request.js';

/** `service.route-call {user, service, operation}` → `{subject, authentication}`: for gateways alone, never logged. */
@Controller()
export class RouteCall {
  constructor(private readonly routes: Routes) {}

  @Command('service.route-call')
  async route(request: CommandRequest): Promise<CommandReply> {
    const read = readData('service.route-call', request);
    if ('refused' in read) return read;
    const found = await this.routes.find(read.data, request.correlation);
    return 'refused' in found ? found : answer(found.route);
  }
}
