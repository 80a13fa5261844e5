import type { JsonObject } from '@liaison/contracts';
import type { Bus } from '../connection.js';
import { type LastLease, lastLease, putLease, removeLease } from './lease-message.js';

/** Of a connection of a service: 10 s after it was last heard of. */
export const SERVICE_LEASE = { ttlMs: 10_000 } as const;

/** Several may keep the same lease at once: each loses a few times at most. */
const ATTEMPTS_MAX = 8;
const PUT_TIMEOUT_MS = 2_000;

/** A lease was changed by others again and again. */
export class LeaseContended extends Error {
  override readonly name = 'LeaseContended';
}

type LeaseBus = Pick<Bus, 'jsm' | 'requests' | 'subjects'>;

/** A connection of a service. */
export interface ServiceConnectionName {
  readonly service: string;
  readonly connection: string;
}

/**
 * The leases of services' connections, written by whichever replica hears of them: a service holds
 * none itself, it only says that it is alive. A lease that is over is not revived by that.
 */
export class ServiceLeases {
  constructor(
    private readonly bus: LeaseBus,
    private readonly ttlMs: number = SERVICE_LEASE.ttlMs,
  ) {}

  /** A connection begins, or begins anew; `about` is told to whoever reads the board. */
  async begin(name: ServiceConnectionName, about: JsonObject): Promise<void> {
    await this.put(name, () => about);
  }

  /** Heard of again; false: it is over, and stays so. */
  keep(name: ServiceConnectionName): Promise<boolean> {
    return this.put(name, (last) => last.body?.about ?? (last.body && {}));
  }

  /** What lies last on its subject, read at the leader. */
  last(name: ServiceConnectionName): Promise<LastLease> {
    return lastLease(this.bus, this.subject(name));
  }

  /** Ends it at once, unless it has changed since it was read. */
  async end(name: ServiceConnectionName, read?: LastLease): Promise<void> {
    const last = read ?? (await this.last(name));
    if (last.body !== undefined) await removeLease(this.bus, this.subject(name), last.sequence);
  }

  private async put(
    name: ServiceConnectionName,
    aboutAfter: (last: LastLease) => JsonObject | undefined,
  ): Promise<boolean> {
    const subject = this.subject(name);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const last = await lastLease(this.bus, subject);
      const about = aboutAfter(last);
      if (about === undefined) return false;
      const body = { holder: name.connection, incarnation: incarnationOf(name, about), about };
      const stored = await putLease(this.bus, {
        subject,
        body,
        expected: last.sequence,
        ttlMs: this.ttlMs,
        timeoutMs: PUT_TIMEOUT_MS,
      });
      if (stored !== 'conflict') return true;
    }
    throw new LeaseContended(`${subject} was changed by others ${ATTEMPTS_MAX} times`);
  }

  private subject({ service, connection }: ServiceConnectionName): string {
    return this.bus.subjects.serviceLease(service, connection);
  }
}

/** The same connection through another client of the engine is another one to whoever watches. */
function incarnationOf({ connection }: ServiceConnectionName, about: JsonObject): string {
  return `${connection}.${JSON.stringify(about)}`;
}
