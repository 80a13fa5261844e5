import {
  BUS,
  type Bus,
  type CommandContext,
  EVENTS_OUT,
  SERVICE_LEASE,
  serviceDurable,
} from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type ConnectAnswer,
  type EngineClient,
  type Refusal,
  SETTINGS,
  type Settings,
  retentionMsOf,
  uuidV7,
} from '@liaison/contracts';
import { type ConnectionId, type Registry, type ServiceId, connectService } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';
import { ConnectionLeases } from '../connections/leases.js';
import { Durables } from '../projections/durables.js';
import { UndeliveredCopies } from '../projections/undelivered.js';
import { type Declared, Declaring } from './declaring.js';
import { Nonces } from './nonces.js';
import { Registrations } from './registrations.js';

/** A process of a service that has opened a connection. */
export interface Connecting {
  readonly service: ServiceId;
  readonly connection: ConnectionId;
  readonly declaration: unknown;
  readonly client?: EngineClient;
}

type Declaration = Extract<Declared, { readonly answer: unknown }>;

/** What connecting came to; without a fact it was connected already. */
export type ConnectOutcome =
  | {
      readonly answer: ConnectAnswer;
      readonly fact?: string;
      readonly sequence?: number;
    }
  | { readonly refused: Refusal }
  | { readonly unknown: true };

/**
 * Connects a process of a service (C1.1): what it declares, then its lease, then the fact, then its
 * durable resumed. Each may be repeated; whatever is left over when this process dies in between, the
 * owner finds by the state: a lease without a fact ends by itself, a fact with a lease is resumed.
 */
@Injectable()
export class ConnectingServices {
  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly registrations: Registrations,
    private readonly declaring: Declaring,
    private readonly leases: ConnectionLeases,
    private readonly durables: Durables,
    private readonly undelivered: UndeliveredCopies,
    private readonly nonces: Nonces,
  ) {}

  async connect(asked: Connecting, context: CommandContext): Promise<ConnectOutcome> {
    const { service, connection } = asked;
    const command = uuidV7(this.clock.ms());
    const declared = await this.declaring.declare(service, asked.declaration, {
      ...context,
      command,
    });
    if (!('answer' in declared)) return declared;
    const nonce = await this.nonces.ask(service, context.correlation);
    if ('refused' in nonce) return nonce;
    const isNew = (await this.leases.last(service, connection)).body === undefined;
    await this.leases.begin(service, connection, asked.client);
    const outcome = await this.registrations.change(
      service,
      context,
      'ServiceConnected',
      (registry) => connectService(registry, { connection }),
    );
    if ('refused' in outcome) {
      if (isNew) await this.leases.end(service, connection);
      return outcome;
    }
    if ('unknown' in outcome) return outcome;
    const registry = 'accepted' in outcome ? outcome.accepted.head : outcome.unchanged.state;
    const calls = this.bus.subjects.call(service, nonce.nonce);
    const told = await this.#told({ service, registry, declared, calls });
    if (!('accepted' in outcome)) return { answer: told };
    const { envelope, sequence } = outcome.accepted;
    return { answer: told, fact: envelope.id, sequence };
  }

  async #told(connected: {
    readonly service: ServiceId;
    readonly registry: Registry;
    readonly declared: Declaration;
    readonly calls: string;
  }): Promise<ConnectAnswer> {
    const { service, registry, declared, calls } = connected;
    const { ackWaitMs, retentionMs } = this.settings;
    const durable = await this.durables.settle(service, registry);
    await this.undelivered.current();
    return {
      ...declared.answer,
      durable: serviceDurable(service),
      stream: EVENTS_OUT,
      calls,
      leaseMs: SERVICE_LEASE.ttlMs,
      ackWaitMs,
      retentionMs: retentionMsOf(registry.declaration ?? {}, retentionMs),
      backlog: durable?.backlog ?? 0,
      ...this.undelivered.of(service),
    };
  }
}
