import { BUS, type Bus } from '@liaison/bus';
import { type Refusal, type RefusalCode, refusal } from '@liaison/contracts';
import {
  type Registry,
  type Selection,
  type ServiceId,
  type UserId,
  initialRegistry,
  isActivated,
  isOpenTo,
} from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';
import { Heads } from '../projections/heads.js';
import { Nonces } from './nonces.js';
import { Registrations } from './registrations.js';
import { Selections } from './selections.js';

/** Who calls what. */
export interface Call {
  readonly user: UserId;
  readonly service: ServiceId;
  readonly operation: string;
}

/** Where a call goes, and what it demands of whoever calls. */
export interface Route {
  readonly subject: string;
  readonly authentication: 'none' | 'fresh';
}

/** Finds the way of a call (C1.9): accepted on what is near, refused on what the leaders say. */
@Injectable()
export class Routes {
  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly heads: Heads,
    private readonly registrations: Registrations,
    private readonly selections: Selections,
    private readonly nonces: Nonces,
  ) {}

  async find(
    call: Call,
    correlation: string,
  ): Promise<{ readonly route: Route } | { readonly refused: Refusal }> {
    const { service } = call;
    let registry = this.heads.get(service)?.registry ?? initialRegistry;
    if (whyNot(call, registry, await this.selections.of(call.user, 'near')) !== undefined) {
      registry = await this.registrations.last(service);
      const code = whyNot(call, registry, await this.selections.of(call.user, 'leader'));
      if (code !== undefined) return { refused: refusal(code) };
    }
    const answer = await this.nonces.known(service, correlation);
    if ('refused' in answer) return answer;
    const subject = this.bus.subjects.call(service, answer.nonce);
    return { route: { subject, authentication: registry.declaration?.authentication ?? 'none' } };
  }
}

/** The first reason against a call. A service that is not open answers as an unknown one. */
export function whyNot(
  { service, operation }: Call,
  registry: Registry,
  selection: Selection,
): RefusalCode | undefined {
  if (!isOpenTo(selection, service, registry)) return 'unknown-service';
  if (!isActivated(selection, service, registry)) return 'service-not-activated';
  if (registry.declaration?.calls.includes(operation) !== true) return 'unknown-operation';
  return registry.connections.length === 0 ? 'service-not-connected' : undefined;
}
