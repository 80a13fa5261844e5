import type { CommandContext, FactStore, Outcome } from '@liaison/bus';
import { registryCodec } from '@liaison/contracts';
import {
  type Decision,
  type Instant,
  type Registry,
  type RegistryFact,
  type ServiceId,
  initialRegistry,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';

/** What is recorded of services: the only writer of REGISTRY. */
@Injectable()
export class Registrations {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  /** Decides on the service's last fact, at most one fact of the type named. */
  // oxlint-disable-next-line max-params -- who, why, what may come of it, and how it is decided
  change(
    service: ServiceId,
    context: CommandContext,
    produces: RegistryFact['type'],
    decide: (registry: Registry, now: Instant) => Decision<RegistryFact>,
  ): Promise<Outcome<RegistryFact, Registry>> {
    return this.facts.execute(
      registryCodec,
      { kind: 'registry', service },
      { ...context, produces: [produces] },
      ({ state, now }) => decide(state, now),
    );
  }

  /** As the leader has it: what a refusal is decided on. */
  async last(service: ServiceId): Promise<Registry> {
    const last = await this.facts.last(registryCodec, { kind: 'registry', service });
    return last?.head ?? initialRegistry;
  }
}
