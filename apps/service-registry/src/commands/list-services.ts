import { Command, answer } from '@liaison/bus';
import { type CommandReply, type CommandRequest, refusal } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Catalogue } from '../services/catalogue.js';
import { readData } from './request.js';

/** Services one answer holds. */
const SERVICES_MAX = 1_024;

/** `service.list {user}` → `{items: [{service, connected, activated}]}`, of the services open to the user (C1.9). */
@Controller()
export class ListServices {
  constructor(private readonly catalogue: Catalogue) {}

  @Command('service.list')
  async list(request: CommandRequest): Promise<CommandReply> {
    const read = readData('service.list', request);
    if ('refused' in read) return read;
    const items = await this.catalogue.services(read.data.user);
    return items.length > SERVICES_MAX ? { refused: refusal('too-large') } : answer({ items });
  }
}
