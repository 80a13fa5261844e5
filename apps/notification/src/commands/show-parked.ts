import { Command } from '@liaison/bus';
import {
  type CommandReply,
  type CommandRequest,
  type JsonObject,
  refusal,
} from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { ParkedList } from '../hand-overs/parked-list.js';
import { Whereabouts } from '../hand-overs/whereabouts.js';
import { notParked } from './not-parked.js';
import { readOperators } from './request.js';

/** `parked.show {service, copy}` → the reason, and the event as it would be handed over. */
@Controller()
export class ShowParked {
  constructor(
    private readonly parked: ParkedList,
    private readonly whereabouts: Whereabouts,
  ) {}

  @Command('parked.show')
  async show(request: CommandRequest): Promise<CommandReply> {
    const read = readOperators('parked.show', request);
    if ('refused' in read) return read;
    const { service, copy } = read.data;
    await this.parked.current();
    const listed = this.parked.find(service, copy);
    if (listed === undefined) return notParked(await this.whereabouts.of(service, copy));
    const shown = await this.parked.shown(listed);
    if (shown === undefined) return { refused: refusal('unknown-notification') };
    const { body, expiresMs } = shown.parked;
    const expires = Number.isFinite(expiresMs)
      ? { expires: new Date(expiresMs).toISOString() }
      : {};
    const result = { ...shown.item, ...expires, body: JSON.parse(body) as JsonObject };
    return { accepted: { result } };
  }
}
