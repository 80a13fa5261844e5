import { Command, answer } from '@liaison/bus';
import { type CommandReply, type CommandRequest, refusal } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { clientOf } from '../connections/client.js';
import { ConnectionLeases } from '../connections/leases.js';
import { Registrations } from '../services/registrations.js';
import { readOperators } from './request.js';

/** `service.describe {service}` → status, declaration and version, connections, grants, whom it is open to. */
@Controller()
export class DescribeService {
  constructor(
    private readonly registrations: Registrations,
    private readonly leases: ConnectionLeases,
  ) {}

  @Command('service.describe')
  async describe(request: CommandRequest): Promise<CommandReply> {
    const read = readOperators('service.describe', request);
    if ('refused' in read) return read;
    const { service } = read.data;
    const { status, open, grants, declaration, connections } =
      await this.registrations.last(service);
    if (status === 'absent') return { refused: refusal('unknown-service') };
    const shown = connections.map(async (connection) => {
      const { body } = await this.leases.last(service, connection);
      const client = clientOf(body?.about);
      return {
        connection,
        alive: body !== undefined,
        ...(client === undefined ? {} : { client: { ...client } }),
      };
    });
    return answer({
      service,
      status,
      open,
      grants,
      connections: await Promise.all(shown),
      ...declared(declaration),
    });
  }
}

function declared<D extends { readonly version: number }>(
  declaration: D | undefined,
): { readonly declaration?: Omit<D, 'version'>; readonly version?: number } {
  if (declaration === undefined) return {};
  const { version, ...rest } = declaration;
  return { declaration: rest, version };
}
