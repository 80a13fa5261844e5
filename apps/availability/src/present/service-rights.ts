import type { FactStore } from '@liaison/bus';
import { registryCodec, selectionCodec } from '@liaison/contracts';
import {
  type Registry,
  type Selection,
  type ServiceId,
  type UserId,
  initialRegistry,
  initialSelection,
  isActivated,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';

/** Whom a service may ask about, from the leader's last facts: a change shows in the very next answer. */
@Injectable()
export class ServiceRights {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    private readonly accounts: Accounts,
  ) {}

  /** May it ask as this viewer: activated for them, and they registered still? */
  async mayAskAs(service: ServiceId, viewer: UserId): Promise<boolean> {
    const [[registry, selection], isRegistered] = await Promise.all([
      this.read(service, viewer),
      this.accounts.isRegistered(viewer),
    ]);
    return isRegistered && isActivated(selection, service, registry);
  }

  /** May it ask about this user: activated for them, or granted `all-users`? */
  async mayAskAbout(service: ServiceId, user: UserId): Promise<boolean> {
    const [registry, selection] = await this.read(service, user);
    if (registry.status === 'registered' && registry.grants.includes('all-users')) return true;
    return isActivated(selection, service, registry);
  }

  private async read(service: ServiceId, user: UserId): Promise<readonly [Registry, Selection]> {
    const [registry, selection] = await Promise.all([
      this.facts.last(registryCodec, { kind: 'registry', service }),
      this.facts.last(selectionCodec, { kind: 'selection', user }),
    ]);
    return [registry?.head ?? initialRegistry, selection?.head ?? initialSelection];
  }
}
