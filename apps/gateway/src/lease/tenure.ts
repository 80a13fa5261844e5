import { randomBytes } from 'node:crypto';
import { type Bus, GATEWAY_LEASE, Lease } from '@liaison/bus';
import type { Meter } from '@liaison/contracts';
import type { GatewayId } from '@liaison/domain';
import { Logger } from '@nestjs/common';

const GATEWAY_ID_BYTES = 8;
/** Terminals are closed so long before the lease ends. */
const CLOSE_BEFORE_MS = 2_000;

/**
 * Under which id this gateway may serve terminals, and for how long: a new id at every start and
 * after every lost lease, so that no connection of an id outlives it (claim 4: connections).
 */
export class Tenure {
  private readonly log = new Logger('tenure');
  private readonly endings: (() => void)[] = [];
  private lease: Lease | undefined;
  private id: GatewayId = '';
  private isLeaving = false;

  constructor(
    private readonly bus: Bus,
    private readonly meter: Meter,
  ) {}

  /** The id to serve under; undefined: no terminal may be taken now. */
  get gateway(): GatewayId | undefined {
    const isHeld = this.lease !== undefined && this.lease.remainingMs() > CLOSE_BEFORE_MS;
    return isHeld && !this.isLeaving && this.lease?.valid() === true ? this.id : undefined;
  }

  /** Whether terminals may be told anything: false from the end of the lease on. */
  get holds(): boolean {
    return this.lease?.valid() === true;
  }

  /** Told when the terminals have to be closed, in time before anybody may think us dead. */
  onEnding(listener: () => void): void {
    this.endings.push(listener);
  }

  /** Resolves when there is a lease. */
  async start(): Promise<void> {
    this.id = randomBytes(GATEWAY_ID_BYTES).toString('hex');
    const lease = new Lease({
      bus: this.bus,
      subject: this.bus.subjects.gatewayLease(this.id),
      ...GATEWAY_LEASE,
      meter: this.meter,
    });
    lease.onEnding(CLOSE_BEFORE_MS, () => this.end(lease));
    this.lease = lease;
    await lease.start();
    this.log.log(`serves terminals as gateway ${this.id}`);
  }

  /** Takes no more terminals; those that are here may stay until `stop`. */
  leave(): void {
    this.isLeaving = true;
  }

  /** Gives the lease up: whoever is still here is gone for the others too. */
  async stop(): Promise<void> {
    this.isLeaving = true;
    await this.lease?.resign();
  }

  private end(lease: Lease): void {
    if (this.lease !== lease) return;
    this.lease = undefined;
    for (const listener of this.endings) listener();
    void lease.resign();
    if (!this.isLeaving) void this.start();
  }
}
