import type { Settings } from '@liaison/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import { dial } from '../dial.js';
import { type ServiceConnection, connectionsOf } from './connections.js';
import { type EndedConnection, endedConnection } from './ended-connection.js';

export type { ServiceConnection } from './connections.js';
export type { EndedConnection } from './ended-connection.js';

/** What a connection to the account SYS is made from. */
export type SystemSettings = Pick<Settings, 'natsUrl' | 'natsSystemSeedFile' | 'replica'>;

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

  private constructor(private readonly nc: NatsConnection) {
    nc.subscribe(`$SYS.ACCOUNT.${SERVICES}.DISCONNECT`, {
      callback: (error, message) => {
        const ended = error === null ? endedConnection(message.data) : undefined;
        if (ended === undefined) return;
        for (const listener of this.listeners) listener(ended);
      },
    });
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

  /** Ends a client's connection; false: that server has no such client (any more). */
  async kick(server: string, client: number): Promise<boolean> {
    const subject = `$SYS.REQ.SERVER.${serverToken(server)}.KICK`;
    const reply = await this.nc.request(subject, JSON.stringify({ cid: client }), {
      timeout: KICK_TIMEOUT_MS,
    });
    return reply.json<{ error?: unknown }>().error === undefined;
  }

  /** Every connection a service has now, on whichever server. */
  connections(service: string): Promise<readonly ServiceConnection[]> {
    return connectionsOf(this.nc, SERVICES, service);
  }

  /** False while the engine is away. */
  connected(): boolean {
    return !this.nc.isClosed();
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.listeners.length = 0;
    await this.nc.close();
  }
}

const SERVER_ID = /^[A-Z0-9]{1,64}$/;

/** Told by the engine, but it becomes part of a subject. */
function serverToken(server: string): string {
  if (!SERVER_ID.test(server)) throw new RangeError('this is no id of a server');
  return server;
}
