import type { Server } from 'node:http';
import { HEALTH, type Health, METER, type Meter } from '@liaison/contracts';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { observe } from './metrics.js';
import { PARTS, type Parts } from './parts.js';

const SWEEP_MS = 1_000;
/** Everything held is read again once in this time, a share at each sweep. */
const ROUND_MS = 5 * 60_000;
/** How long departures may take when the gateway stops; then its lease ends them. */
const DRAIN_PATIENCE_MS = 6_000;

/** When a gateway begins to take terminals, what it does from time to time, and how it stops. */
@Injectable()
export class GatewayLife
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(PARTS) private readonly parts: Parts,
    @Inject(HEALTH) private readonly health: Health,
    @Inject(METER) private readonly meter: Meter,
    private readonly http: HttpAdapterHost,
  ) {}

  async onModuleInit(): Promise<void> {
    const { tenure, connections, departures, owners } = this.parts;
    observe(this.meter, this.parts);
    this.health.add('lease', () =>
      tenure.gateway === undefined
        ? 'no lease: see that the engine answers; terminals are taken as soon as there is one'
        : undefined,
    );
    tenure.onEnding(() => {
      connections.endAll('lease-lost');
      departures.forget();
    });
    await Promise.all([owners.start(), tenure.start()]);
  }

  async onApplicationBootstrap(): Promise<void> {
    const server = this.http.httpAdapter.getHttpServer() as Server;
    this.parts.origins.admitOwnPage(server);
    this.parts.webSockets.attach(server);
    this.parts.http.start();
    this.timer = setInterval(() => this.sweep(), SWEEP_MS);
    await this.parts.services.start();
  }

  /** Takes no more terminals and requests of services, sends away those here, records that, and gives the lease back. */
  async beforeApplicationShutdown(): Promise<void> {
    const { tenure, connections, departures, viewers, shown, owners, services } = this.parts;
    tenure.leave();
    connections.endAll('draining');
    await Promise.all([departures.drain(DRAIN_PATIENCE_MS), services.stop()]);
    clearInterval(this.timer);
    viewers.stop();
    this.parts.webSockets.stop();
    this.parts.http.stop();
    await shown?.flush();
    await Promise.all([owners.stop(), tenure.stop()]);
  }

  private sweep(): void {
    const { connections, viewers } = this.parts;
    connections.sweep();
    void viewers.sweep(SWEEP_MS / ROUND_MS);
  }
}
