import { Command, SERVICE_LEASE, answer } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { ConnectionLeases } from '../connections/leases.js';
import { Presence, connectionOver } from '../services/presence.js';
import { readServices } from './request.js';

/** `service.alive {service, connection}` → `{leaseMs}`: what is over is not revived, its process connects again. */
@Controller()
export class KeepAlive {
  constructor(
    private readonly presence: Presence,
    private readonly leases: ConnectionLeases,
  ) {}

  @Command('service.alive')
  async keep(request: CommandRequest): Promise<CommandReply> {
    const read = readServices('service.alive', request);
    if ('refused' in read) return read;
    const { service, connection } = read.data;
    const absent = await this.presence.whyNot(service, connection);
    if (absent !== undefined) return { refused: absent };
    if (!(await this.leases.keep(service, connection))) return { refused: connectionOver() };
    return answer({ leaseMs: SERVICE_LEASE.ttlMs });
  }
}
