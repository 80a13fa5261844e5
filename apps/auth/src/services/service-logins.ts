import { BUS, type Bus, type FactStore, type LoginAnswer, type ServiceLogin } from '@liaison/bus';
import { isId, registryCodec, serviceAccountCodec, servicePermissions } from '@liaison/contracts';
import type { ServiceAccount, ServiceId } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { ServiceSecrets } from './service-secrets.js';

/**
 * Decides whether a client is the service it says, and what it may do: what the service declared
 * last, so a changed declaration takes effect at the next login. Nothing is kept in between.
 */
@Injectable()
export class ServiceLogins {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(FACT_STORE) private readonly facts: FactStore,
    private readonly secrets: ServiceSecrets,
  ) {}

  async answer(login: ServiceLogin): Promise<LoginAnswer> {
    const service = await this.#claimed(login);
    if (service === undefined) return { refused: 'no service has this key' };
    if (!isId(service)) return { refused: 'no service can have this name' };
    const [account, registry] = await Promise.all([
      this.facts.last(serviceAccountCodec, { kind: 'service-account', service }),
      this.facts.last(registryCodec, { kind: 'registry', service }),
    ]);
    if (registry?.head.status !== 'registered') return { refused: 'it is not registered' };
    if (account === undefined || !(await this.#holds(login, service, account.head))) {
      return { refused: 'none of its identities is this' };
    }
    const types = (registry.head.declaration?.emits ?? []).map(({ type }) => type);
    return servicePermissions(this.bus.subjects, service, types);
  }

  /** With a key a client may name its service, and need not. */
  async #claimed(login: ServiceLogin): Promise<ServiceId | undefined> {
    if (login.kind === 'secret') return login.user;
    const service = await this.secrets.serviceOf(login.publicKey);
    return login.user === '' || login.user === service ? service : undefined;
  }

  async #holds(
    login: ServiceLogin,
    service: ServiceId,
    { identities }: ServiceAccount,
  ): Promise<boolean> {
    if (login.kind === 'nkey') {
      return identities.some(({ publicKey }) => publicKey === login.publicKey);
    }
    const matches = await Promise.all(
      identities
        .filter(({ kind }) => kind === 'secret')
        .map(({ identity }) => this.secrets.matches(service, identity, login.secret)),
    );
    return matches.includes(true);
  }
}
