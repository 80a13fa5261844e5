import {
  type CommandContext,
  type FactStore,
  KeysAway,
  type Outcome,
  type Written,
} from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type Refusal,
  type RefusalCode,
  accountCodec,
  refusal,
} from '@liaison/contracts';
import {
  type Account,
  type AccountFact,
  type UserId,
  isErased,
  issueCredential,
  registerUser,
} from '@liaison/domain';
import { FACT_STORE, KEY_STORE, type KeyStore, StoreAway, normalisedLogin } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { newCredentialId, stepCommand, userIdOf } from '../identity/minted-ids.js';
import { Verifiers } from '../identity/verifiers.js';

/**
 * Who shall be registered. `user`: an id of the operator's choice; `verifier`: of a password that was
 * set elsewhere, checked already; neither verifier nor password: they get one later.
 */
export interface Newcomer {
  readonly user?: UserId;
  readonly login: string;
  readonly displayName: string;
  readonly password?: string | undefined;
  readonly verifier?: string | undefined;
}

/** What bringing somebody in came to: they were there already, or how they were registered. */
export type Brought = { readonly there: UserId } | { readonly outcome: AccountOutcome };

const TAKEN: ReadonlySet<string> = new Set(['login-taken', 'already-registered']);

type AccountOutcome = Outcome<AccountFact, Account>;
type Known = Written<AccountFact, Account> | undefined;
interface Refused {
  readonly refused: Refusal;
}

/** Under which id, and whether this finishes what another command left half done. */
interface Place {
  readonly user: UserId;
  readonly adopted: boolean;
}

/**
 * Registers a user in steps: reserve the login, make the key, append `UserRegistered`, store the
 * verifier, append `CredentialIssued`. Each is idempotent by the command or by create-if-absent, so
 * a crash anywhere is made good by the same command again; a login whose registration was never
 * finished is finished by the next command for it.
 */
@Injectable()
export class Registration {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly verifiers: Verifiers,
  ) {}

  /** Answers the fact that registered the user, or that finished what was left half done. */
  async register(newcomer: Newcomer, context: CommandContext): Promise<AccountOutcome> {
    const place = await this.#place(newcomer, context);
    if ('refused' in place) return place;
    const registered = await this.#account(place.user, newcomer, context);
    if ('accepted' in registered) {
      if (!hasPassword(newcomer)) return registered;
      const issued = await this.#password(place.user, newcomer, context);
      return 'unknown' in issued || 'refused' in issued ? issued : registered;
    }
    return place.adopted && wasRegistered(registered)
      ? this.#finish(place.user, newcomer, context)
      : registered;
  }

  /**
   * As `register`, of somebody who may be there already, whole or half: then nothing changes but what is
   * missing. A password they were given since, or that was revoked, stays as it is.
   */
  async bring(newcomer: Newcomer, context: CommandContext): Promise<Brought> {
    const known = await this.#known(newcomer);
    if (known !== undefined) return known;
    const outcome = await this.register(newcomer, context);
    if (!isTaken(outcome)) return { outcome };
    // Another command for the same login may have been faster.
    return (await this.#known({ ...newcomer, ...noPassword })) ?? { outcome };
  }

  /** Who is there already, and lacks nothing that is given. */
  async #known(newcomer: Newcomer): Promise<Brought | undefined> {
    const there = await this.#there(newcomer);
    if (there === undefined) return undefined;
    if (there.displayName !== newcomer.displayName.normalize('NFC')) {
      const message = 'this login is registered with another display name, which stays';
      return { outcome: { refused: refusal('already-registered', { field: '/login', message }) } };
    }
    return there.isHalf && hasPassword(newcomer) ? undefined : { there: there.user };
  }

  /** The registered user who holds this login, unless another id is asked for. */
  async #there({ login, user }: Newcomer): Promise<There | undefined> {
    const holder = await this.keys.userOfLogin(login);
    if (holder === undefined || (user !== undefined && user !== holder)) return undefined;
    const last = await this.#last(holder);
    if (last === undefined || isErased(last.head)) return undefined;
    const first = await this.facts.first(accountCodec, { kind: 'account', user: holder });
    if (first?.fact.type !== 'UserRegistered') return undefined;
    return { user: holder, displayName: first.fact.displayName, isHalf: isHalf(last, login) };
  }

  /** Of somebody who is registered by now: where the store goes away it is not refused, it is half done. */
  async #password(
    user: UserId,
    newcomer: Newcomer,
    context: CommandContext,
  ): Promise<AccountOutcome> {
    try {
      await this.#verify(user, newcomer);
      return await this.#issue(user, context);
    } catch (error) {
      if (error instanceof StoreAway || error instanceof KeysAway) return { unknown: true };
      throw error;
    }
  }

  #verify(user: UserId, { password, verifier }: Newcomer): Promise<boolean> {
    if (verifier !== undefined) return this.verifiers.take(user, verifier);
    return this.verifiers.create(user, password ?? '');
  }

  /** Registered by a command that went no further: the first to store a verifier finishes it. */
  async #finish(
    user: UserId,
    newcomer: Newcomer,
    context: CommandContext,
  ): Promise<AccountOutcome> {
    const first = hasPassword(newcomer) && (await this.#verify(user, newcomer));
    return first ? this.#issue(user, context) : refused('login-taken');
  }

  async #place(newcomer: Newcomer, context: CommandContext): Promise<Place | Refused> {
    const wanted = newcomer.user ?? userIdOf(context.command);
    const before = await this.#last(wanted);
    if (before !== undefined && !isHalf(before, newcomer.login)) {
      return { user: wanted, adopted: false };
    }
    const holder = await this.keys.reserveLogin(newcomer.login, wanted);
    if (holder === wanted) return { user: wanted, adopted: before !== undefined };
    const taken = newcomer.user !== undefined || !isHalf(await this.#last(holder), newcomer.login);
    return taken ? refused('login-taken') : { user: holder, adopted: true };
  }

  async #account(
    user: UserId,
    newcomer: Newcomer,
    context: CommandContext,
  ): Promise<AccountOutcome> {
    const login = newcomer.login.normalize('NFC');
    const displayName = newcomer.displayName.normalize('NFC');
    if ((await this.keys.createKey(user)) === 'erased') {
      await this.keys.releaseLogin(login, user);
      return refused('erased');
    }
    return this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      { ...context, produces: ['UserRegistered'] },
      ({ state }) => registerUser(state, { login, displayName }),
    );
  }

  #issue(user: UserId, context: CommandContext): Promise<AccountOutcome> {
    return this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      {
        ...context,
        command: stepCommand(context.command, 'password'),
        produces: ['CredentialIssued'],
      },
      ({ state }) => {
        if (state.credentials.some(({ kind }) => kind === 'password')) return { unchanged: true };
        const credential = newCredentialId(this.clock.ms());
        return issueCredential(state, { credential, kind: 'password' });
      },
    );
  }

  #last(user: UserId): Promise<Known> {
    return this.facts.last(accountCodec, { kind: 'account', user });
  }
}

const noPassword = { password: undefined, verifier: undefined };

interface There {
  readonly user: UserId;
  readonly displayName: string;
  readonly isHalf: boolean;
}

function hasPassword({ password, verifier }: Newcomer): boolean {
  return password !== undefined || verifier !== undefined;
}

/** Nothing yet, or registered with this login and nothing since: no password was ever confirmed. */
function isHalf(known: Known, login: string): boolean {
  if (known === undefined) return true;
  const { fact } = known;
  return fact.type === 'UserRegistered' && normalisedLogin(fact.login) === normalisedLogin(login);
}

function isTaken(outcome: AccountOutcome): boolean {
  return 'refused' in outcome && TAKEN.has(outcome.refused.code);
}

function wasRegistered(outcome: AccountOutcome): boolean {
  return 'refused' in outcome && outcome.refused.code === 'already-registered';
}

function refused(code: RefusalCode): Refused {
  return { refused: refusal(code) };
}
