import type { CommandContext } from '@liaison/bus';
import type { DeclareAnswer, Refusal } from '@liaison/contracts';
import { type Registry, type ServiceId, declare } from '@liaison/domain';
import { Injectable } from '@nestjs/common';
import { Catalogue } from './catalogue.js';
import { Registrations } from './registrations.js';
import { withFitSchemas } from './schemas.js';

/** What a declaration came to. */
export type Declared =
  | { readonly answer: DeclareAnswer; readonly registry: Registry; readonly fact?: string }
  | { readonly refused: Refusal }
  | { readonly unknown: true };

/** Takes declarations: the whole of it, versioned, the same one again changing nothing (C1.2). */
@Injectable()
export class Declaring {
  constructor(
    private readonly registrations: Registrations,
    private readonly catalogue: Catalogue,
  ) {}

  /** `reconnect`: it is new or changed, so the permissions follow with the next connection. */
  async declare(
    service: ServiceId,
    declaration: unknown,
    context: CommandContext,
  ): Promise<Declared> {
    const outcome = await this.registrations.change(
      service,
      context,
      'ServiceDeclarationChanged',
      (registry) => withFitSchemas(declare(registry, { declaration }), declaration),
    );
    if ('refused' in outcome || 'unknown' in outcome) return outcome;
    if ('unchanged' in outcome) return this.#told(service, outcome.unchanged.state);
    const { head, envelope } = outcome.accepted;
    return { ...this.#told(service, head, true), fact: envelope.id };
  }

  #told(
    service: ServiceId,
    registry: Registry,
    changed = false,
  ): Extract<Declared, { readonly answer: unknown }> {
    const unmatched = this.catalogue.unmatched(service, registry.declaration?.wants ?? []);
    return {
      registry,
      answer: {
        version: registry.declaration?.version ?? 1,
        ...(changed ? { reconnect: true } : {}),
        ...(unmatched.length === 0 ? {} : { unmatched }),
      },
    };
  }
}
