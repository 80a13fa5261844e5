import type { Settings } from '@liaison/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import { dial } from '../dial.js';
import { type ServiceConnection, connectionsOf, serverId } from './connections.js';
import { type EndedConnection, endedConnection } from './ended-connection.js';

export type { ServiceConnection } from './connections.js';
export type { EndedConnection } from './ended-connection.js';

/** What a connection to the account SYS is made from. */
export type SystemSettings = Pick<Settings, 'natsUrl' | 'natsSystemSeedFile' | 'replica'>;

const SERVER_ID = /^[A-Z0-9]{1,64}$/;
/** The account services live in. */
const SERVICES = 'SERVICES';
const KICK_TIMEOUT_MS = 2_000;

/**
 * A connection to the engine's system account: learns in milliseconds that a service's connection
 * has ended (of a frozen one after 7.5 s), and ends one. What happens while it is away itself goes
 * unheard: leases stay the guarantee.
 */
export class SystemAccount {
  private readonly listeners: ((ended: EndedConnection) => void)[] = [];
  /** Ids of servers by their names. */
  private readonly servers = new Map<string, string>();
  private up = true;

  private constructor(private readonly nc: NatsConnection) {
    nc.subscribe(`$SYS.ACCOUNT.${SERVICES}.DISCONNECT`, {
      callback: (error, message) => {
        const ended = error === null ? endedConnection(message.data) : undefined;
        if (ended === undefined) return;
        for (const listener of this.listeners) listener(ended);
      },
    });
    void this.watch();
  }

  /** Throws `BusAway` as `connectBus` does; resolves once ends of connections are heard. */
  static async connect(settings: SystemSettings, name: string): Promise<SystemAccount> {
    const nc = await dial({
      natsUrl: settings.natsUrl,
      seedFile: settings.natsSystemSeedFile,
      account: 'SYS',
      setting: 'LIAISON_NATS_SYSTEM_SEED_FILE',
      name: settings.replica === '' ? `${name}/sys` : `${name}/sys/${settings.replica}`,
    });
    const system = new SystemAccount(nc);
    await nc.flush();
    return system;
  }

  /** Told of every connection of a service that ends, by whatever cause. */
  onDisconnect(listener: (ended: EndedConnection) => void): void {
    this.listeners.push(listener);
  }

  /** Ends a client's connection; false: no such server, or it has no such client (any more). */
  async kick(server: string, client: number): Promise<boolean> {
    const id = this.servers.get(server) ?? (await serverId(this.nc, server));
    if (id === undefined || !SERVER_ID.test(id)) return false;
    try {
      const said = JSON.stringify({ cid: client });
      const wait = { timeout: KICK_TIMEOUT_MS };
      const reply = await this.nc.request(`$SYS.REQ.SERVER.${id}.KICK`, said, wait);
      this.servers.set(server, id);
      return reply.json<{ error?: unknown }>().error === undefined;
    } catch (error) {
      // Started again, a server of the same name has another id.
      this.servers.delete(server);
      throw error;
    }
  }

  /** Every connection a service has now, on whichever server. */
  connections(service: string): Promise<readonly ServiceConnection[]> {
    return connectionsOf(this.nc, SERVICES, service);
  }

  /** False while the engine is away. */
  connected(): boolean {
    return this.up && !this.nc.isClosed();
  }

  private async watch(): Promise<void> {
    for await (const { type } of this.nc.status()) {
      if (type === 'disconnect') this.up = false;
      if (type === 'reconnect') this.up = true;
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.listeners.length = 0;
    await this.nc.close();
  }
}
