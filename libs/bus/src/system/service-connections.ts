import { Logger } from '@nestjs/common';
import type { ServiceConnection } from './connections.js';
import type { EndedConnection } from './ended-connection.js';
import type { SystemAccount } from './system-account.js';

/**
 * What the engine itself says of services' connections, and ends of them. Where no seed of the
 * account SYS is given nothing is heard and nothing ended: leases alone tell.
 */
export class ServiceConnections {
  readonly #log = new Logger('connections');

  constructor(private readonly system: SystemAccount | undefined) {}

  /** Told of every connection of a service that has ended. */
  onEnded(listener: (ended: EndedConnection) => void): void {
    this.system?.onDisconnect(listener);
  }

  /** Ends a service's connections, those that are meant or all. What fails is logged; false: it may be tried again. */
  async end(
    service: string,
    isMeant: (connection: ServiceConnection) => boolean = () => true,
  ): Promise<boolean> {
    const { system } = this;
    if (system === undefined) {
      this.#log.warn(`${service} keeps its connections: LIAISON_NATS_SYSTEM_SEED_FILE is not set`);
      return true;
    }
    try {
      const meant = (await system.connections(service)).filter(isMeant);
      await Promise.all(meant.map(({ server, client }) => system.kick(server, client)));
      return true;
    } catch (error) {
      this.#log.warn(`connections of ${service} are not ended: ${String(error)}`);
      return false;
    }
  }

  /** For readiness: what is wrong, or undefined. */
  fault(): string | undefined {
    if (this.system?.connected() !== false) return undefined;
    return 'the account SYS is away: see LIAISON_NATS_SYSTEM_SEED_FILE';
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.system?.close();
  }
}
