import type { Bus, CommandClient } from '@liaison/bus';
import {
  type Chance,
  type Clock,
  type CommandReply,
  type Refusal,
  type RpcParams,
  announcedLimits,
  limits,
  refusal,
} from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Connection } from '../connections/connection.js';
import type { Connections } from '../connections/connections.js';
import type { Bearer, Tokens } from '../identity/tokens.js';
import type { Tenure } from '../lease/tenure.js';
import type { Viewers } from '../screens/viewers.js';
import { accept, refuse } from './answering.js';
import { Flapping } from './flapping.js';
import type { Request, RequestOutcome } from './request.js';

const CONNECTION_ID_BYTES = 12;
type Params = RpcParams<'terminal.connect'>;
const limitsText = JSON.stringify(announcedLimits);

export interface ConnectTools {
  readonly bus: Pick<Bus, 'requests' | 'subjects'>;
  readonly commands: CommandClient;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly tokens: Tokens;
  readonly tenure: Tenure;
  readonly connections: Connections;
  readonly viewers: Viewers;
}

/** `terminal.connect`: recorded first, then its result and, as the next message, the snapshot. */
export class Connecting {
  private readonly log = new Logger('connecting');
  private readonly flapping = new Flapping(limits.connectsPerMinute);

  constructor(private readonly tools: ConnectTools) {}

  async connect(request: Request): Promise<RequestOutcome> {
    const { connection } = request;
    if (connection.phase !== 'open') return refuse(request, refusal('already-connected'));
    connection.phase = 'connecting';
    const { token } = request.params as Params;
    const bearer = await this.tools.tokens.verify(token);
    if (!connection.isOpen) return 'refused';
    if ('refused' in bearer) return this.giveBack(request, bearer.refused);
    this.name(request, bearer);
    const waitMs = this.flapping.count(bearer.user, connection.terminal, request.arrivedMs);
    if (waitMs > 0) {
      return this.giveBack(request, refusal('too-many-requests', { retryAfterMs: waitMs }));
    }
    const { gateway } = this.tools.tenure;
    if (gateway === undefined) return this.giveBack(request, refusal('unavailable'));
    const reply = await this.record(request, gateway);
    if ('refused' in reply) return this.giveBack(request, reply.refused);
    if ('unknown' in reply) {
      // It may be in the log: whatever is, is ended.
      this.end(connection);
      return this.giveBack(request, refusal('unavailable'));
    }
    connection.connectedAt = reply.accepted.sequence ?? 0;
    connection.familyAt = connection.connectedAt;
    return this.show(request);
  }

  private name({ connection, params }: Request, { user, family, endsMs }: Bearer): void {
    connection.user = user;
    connection.tokenEndsMs = endsMs;
    connection.family = family;
    const { terminal } = params as Params;
    connection.terminal = terminal;
    const id = this.tools.chance.bytes(CONNECTION_ID_BYTES, 'connection', user, terminal);
    connection.connection = Buffer.from(id).toString('hex');
    connection.outlet.named?.(connection.connection);
  }

  private record(request: Request, gateway: string): Promise<CommandReply> {
    const { connection, correlation } = request;
    const { user, terminal, connection: id, outlet, actor, family } = connection;
    const data = { user, terminal, connection: id, gateway, network: outlet.network, family };
    const asked = { command: correlation, actor, correlation, data };
    return this.tools.commands.request('access-monitor', 'terminal.connect', asked);
  }

  private async show(request: Request): Promise<RequestOutcome> {
    const { connection } = request;
    try {
      const isShown = await this.tools.viewers.join(connection, (snapshot) => {
        this.tell(request, snapshot);
      });
      if (isShown) return 'accepted';
      if (connection.cause !== undefined) this.end(connection);
      return 'refused';
    } catch (error) {
      this.log.warn(`${connection.user} cannot be shown anything: ${String(error)}`);
      this.end(connection);
      return this.giveBack(request, refusal('unavailable'));
    }
  }

  private tell(request: Request, snapshot: string): void {
    const { connection } = request;
    connection.phase = 'connected';
    const { user, terminal, connection: id } = connection;
    const told = { user, terminal, connection: id, serverTime: this.tools.clock.now() };
    const result = `${JSON.stringify(told).slice(0, -1)},"limits":${limitsText}}`;
    accept(request, result);
    connection.outlet.notify('snapshot', snapshot);
  }

  /** What was recorded of it, or may have been, is over. */
  private end(connection: Connection): void {
    const cause = connection.cause ?? 'closed';
    void this.tools.connections.depart(connection, cause, this.tools.clock.ms());
  }

  /** It is not connected; it may try again. */
  private giveBack(request: Request, refused: Refusal): RequestOutcome {
    const { connection } = request;
    connection.terminal = '';
    connection.connection = '';
    if (connection.phase === 'connecting') connection.phase = 'open';
    return refuse(request, refused);
  }
}
