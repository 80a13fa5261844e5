import { Command, answer } from '@liaison/bus';
import { type CommandReply, type CommandRequest, SERVICES_PAGE_MAX } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Heads } from '../projections/heads.js';
import { readOperators } from './request.js';

/** `service.all {after?, max?}` → `{items: [{service, status, open, connections}], next?}`. */
@Controller()
export class AllServices {
  constructor(private readonly heads: Heads) {}

  @Command('service.all')
  async list(request: CommandRequest): Promise<CommandReply> {
    const read = readOperators('service.all', request);
    if ('refused' in read) return read;
    const { after = '', max = SERVICES_PAGE_MAX } = read.data;
    await this.heads.current();
    const services = [...this.heads.all().keys()].filter((one) => one > after).toSorted();
    const shown = services.slice(0, max);
    const items = shown.flatMap((service) => {
      const registry = this.heads.get(service)?.registry;
      if (registry === undefined) return [];
      const { status, open, connections } = registry;
      return [{ service, status, open, connections: connections.length }];
    });
    const last = shown.at(-1);
    const more = services.length > max && last !== undefined;
    return answer(more ? { items, next: last } : { items });
  }
}
