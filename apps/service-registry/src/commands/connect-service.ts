import { Command, answer } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { ConnectingServices } from '../services/connecting.js';
import { readServicesChange } from './request.js';

/** `service.connect {service, connection, declaration, client?}` → what a service learns then (C1.1, C1.2). */
@Controller()
export class ConnectService {
  constructor(private readonly connecting: ConnectingServices) {}

  @Command('service.connect')
  async connect(request: CommandRequest): Promise<CommandReply> {
    const read = readServicesChange('service.connect', request);
    if ('refused' in read) return read;
    const connected = await this.connecting.connect(read.data, read.context);
    if ('refused' in connected) return connected;
    if ('unknown' in connected) return { unknown: { command: read.context.command } };
    const { answer: told, ...stored } = connected;
    return answer(told, stored);
  }
}
