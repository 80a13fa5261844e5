import { Command, type FactStore, replyOf } from '@liaison/bus';
import { type CommandReply, type CommandRequest, deliveryCodec } from '@liaison/contracts';
import { replayNotification } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { Standings } from '../hand-overs/standings.js';
import { Whereabouts } from '../hand-overs/whereabouts.js';
import { readOperatorsChange } from './request.js';

/** `parked.replay {service, copy}` → `{changed}`: recorded here, handed over by who owns the service. */
@Controller()
export class ReplayParked {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    private readonly standings: Standings,
    private readonly whereabouts: Whereabouts,
  ) {}

  @Command('parked.replay')
  async replay(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('parked.replay', request);
    if ('refused' in read) return read;
    const { service, copy } = read.data;
    const context = { ...read.context, produces: ['NotificationReplayed'] };
    const near = await this.whereabouts.of(service, copy);
    const outcome = await this.facts.execute(
      deliveryCodec,
      { kind: 'delivery', service },
      context,
      async ({ state, last }) => {
        if (last !== undefined) await this.standings.until(last.sequence);
        if (near === 'erased') return replayNotification(state, { copy }, near);
        const { is } = this.standings.of(service).of(copy) ?? {};
        if (is === 'parked' || is === 'expired') return replayNotification(state, { copy }, is);
        // Replayed meanwhile.
        return replayNotification(state, { copy }, near === 'parked' ? 'pending' : near);
      },
    );
    return replyOf(outcome, read.context.command);
  }
}
