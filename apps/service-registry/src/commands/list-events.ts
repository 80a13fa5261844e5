import { Command, answer } from '@liaison/bus';
import { type CommandReply, type CommandRequest, refusal } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Catalogue } from '../services/catalogue.js';
import { readData } from './request.js';

/** What fits into one message of the engine, with room for what is around it. */
const ANSWER_BYTES_MAX = 192 * 1024;

/**
 * `event.list {user, service?}` → `{items: [{service, type, about, subscribed, schema?}]}` (C11.5). Where
 * all schemas do not fit into one answer they are left out; those of one service always fit.
 */
@Controller()
export class ListEvents {
  constructor(private readonly catalogue: Catalogue) {}

  @Command('event.list')
  async list(request: CommandRequest): Promise<CommandReply> {
    const read = readData('event.list', request);
    if ('refused' in read) return read;
    const { user, service } = read.data;
    const items = await this.catalogue.events(user, service);
    if (items === undefined) return { refused: refusal('unknown-service') };
    const bare = items.map((item) => ({ ...item, schema: undefined }));
    const fitting = [items, bare].find((list) => bytesOf(list) <= ANSWER_BYTES_MAX);
    if (fitting !== undefined) return answer({ items: fitting });
    const message = 'more events than fit into one answer: ask for those of one service';
    return { refused: refusal('too-large', { message }) };
  }
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
