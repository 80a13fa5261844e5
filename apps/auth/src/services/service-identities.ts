import {
  type CommandContext,
  type FactStore,
  type Outcome,
  ServiceConnections,
  isUserKey,
} from '@liaison/bus';
import { refusal, registryCodec, serviceAccountCodec } from '@liaison/contracts';
import {
  type IdentityId,
  type IdentityKind,
  type Registry,
  type ServiceAccount,
  type ServiceAccountFact,
  type ServiceId,
  initialRegistry,
  issueIdentity,
  revokeIdentity,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { serviceIdentityOf } from '../identity/minted-ids.js';
import { ServiceSecrets } from './service-secrets.js';

/** What an operator asks for. */
export interface WantedIdentity {
  readonly service: ServiceId;
  readonly kind: IdentityKind;
  /** Of an nkey. */
  readonly publicKey?: string;
}

type AccountOutcome = Outcome<ServiceAccountFact, ServiceAccount>;

/** Gives services identities and takes them; every step may be repeated by the same command. */
@Injectable()
export class ServiceIdentities {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    private readonly secrets: ServiceSecrets,
    private readonly connections: ServiceConnections,
  ) {}

  /**
   * The fact first, then the secret. A repeated command answers another secret, and the one before
   * is void: whoever asks again has not got it.
   */
  async issue(
    wanted: WantedIdentity,
    context: CommandContext,
  ): Promise<{
    readonly outcome: AccountOutcome;
    readonly identity: IdentityId;
    readonly secret?: string;
  }> {
    const { service, kind, publicKey } = wanted;
    const identity = serviceIdentityOf(context.command);
    const taken = publicKey === undefined ? undefined : await this.#takeKey(service, publicKey);
    if (taken !== undefined) return { outcome: taken, identity };
    const registry = await this.#registry(service);
    const outcome = await this.facts.execute(
      serviceAccountCodec,
      { kind: 'service-account', service },
      { ...context, produces: ['ServiceIdentityIssued'] },
      ({ state }) => issueIdentity(state, { identity, ...wanted }, registry),
    );
    if (publicKey !== undefined && 'refused' in outcome) await this.#letGo(service, publicKey);
    if (!('accepted' in outcome)) return { outcome, identity };
    await this.secrets.nonce(service);
    if (kind !== 'secret' || !(await this.#holds(service, identity))) return { outcome, identity };
    return { outcome, identity, secret: await this.secrets.make(service, identity) };
  }

  /** The fact first, so that nobody is let in by it any more; then its connections end. */
  async revoke(
    service: ServiceId,
    identity: IdentityId,
    context: CommandContext,
  ): Promise<AccountOutcome> {
    const before = await this.#account(service);
    const revoked = before.identities.find((one) => one.identity === identity);
    const outcome = await this.facts.execute(
      serviceAccountCodec,
      { kind: 'service-account', service },
      { ...context, produces: ['ServiceIdentityRevoked'] },
      ({ state }) => revokeIdentity(state, { identity, cause: 'operator' }),
    );
    if (!('accepted' in outcome)) return outcome;
    await this.secrets.destroy(service, identity);
    if (revoked?.publicKey !== undefined) await this.#letGo(service, revoked.publicKey);
    await this.secrets.renewNonce(service);
    await this.connections.end(service);
    return outcome;
  }

  async #takeKey(service: ServiceId, publicKey: string): Promise<AccountOutcome | undefined> {
    if (!isUserKey(publicKey)) {
      const message = 'this is no public nkey of a user: its checksum is wrong';
      return { refused: refusal('malformed', { field: '/publicKey', message }) };
    }
    if (!isRegistered(await this.#registry(service))) return undefined;
    const holder = await this.secrets.reserveKey(publicKey, service);
    if (holder === service) return undefined;
    return { refused: refusal('in-use', { field: '/publicKey' }) };
  }

  /** Unless another identity of the service has it. */
  async #letGo(service: ServiceId, publicKey: string): Promise<void> {
    const { identities } = await this.#account(service);
    if (identities.some((one) => one.publicKey === publicKey)) return;
    if ((await this.secrets.serviceOf(publicKey)) === service) {
      await this.secrets.releaseKey(publicKey);
    }
  }

  /** Issued once, it may have been revoked since. */
  async #holds(service: ServiceId, identity: IdentityId): Promise<boolean> {
    const { identities } = await this.#account(service);
    return identities.some((one) => one.identity === identity);
  }

  async #account(service: ServiceId): Promise<ServiceAccount> {
    const last = await this.facts.last(serviceAccountCodec, { kind: 'service-account', service });
    return last?.head ?? serviceAccountCodec.initial;
  }

  async #registry(service: ServiceId): Promise<Registry> {
    const last = await this.facts.last(registryCodec, { kind: 'registry', service });
    return last?.head ?? initialRegistry;
  }
}

function isRegistered({ status }: Registry): boolean {
  return status === 'registered';
}
