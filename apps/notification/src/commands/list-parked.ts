import { Command } from '@liaison/bus';
import {
  type CommandReply,
  type CommandRequest,
  PARKED_PAGE_MAX,
  refusal,
} from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { ParkedList, placeOf } from '../hand-overs/parked-list.js';
import { Folds } from '../in-force/folds.js';
import { readOperators } from './request.js';

/** `parked.list {service?, after?, max?}` → `{items, next?}`: what is parked of services, and why. */
@Controller()
export class ListParked {
  constructor(
    private readonly folds: Folds,
    private readonly parked: ParkedList,
  ) {}

  @Command('parked.list')
  async list(request: CommandRequest): Promise<CommandReply> {
    const read = readOperators('parked.list', request);
    if ('refused' in read) return read;
    const { service, after, max = PARKED_PAGE_MAX } = read.data;
    if (service !== undefined && this.folds.registry(service).status === 'absent') {
      return { refused: refusal('unknown-service', { field: '/service' }) };
    }
    const services = service === undefined ? [...this.folds.services()] : [service];
    await this.parked.current();
    const all = this.parked.after(services, after);
    const page = all.slice(0, max);
    const shown = await Promise.all(page.map((one) => this.parked.shown(one)));
    const items = shown.flatMap((one) => (one === undefined ? [] : [one.item]));
    const last = page.at(-1);
    const more = all.length > max && last !== undefined;
    return { accepted: { result: more ? { items, next: placeOf(last) } : { items } } };
  }
}
