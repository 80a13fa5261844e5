import { BUS, type Bus, ErasedUser, type FactStore, KeyMissing } from '@liaison/bus';
import { type CommandResult, accountCodec, accountOfShut } from '@liaison/contracts';
import { type Account, type UserId } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable, Logger } from '@nestjs/common';

type Page = CommandResult<'auth', 'user.list'>;
type Listed = Page['items'][number];
type Shown = CommandResult<'auth', 'user.show'>;

const FACTS = 'FACTS';

/** Everybody who was ever registered, by id, as the log says now. */
@Injectable()
export class Directory {
  readonly #log = new Logger('directory');

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(FACT_STORE) private readonly facts: FactStore,
  ) {}

  /** At most `max` users whose ids come after `after`; `next` is the last one where there are more. */
  async page(after: UserId, max: number): Promise<Page> {
    const users = (await this.#users()).filter((user) => user > after);
    const shown = users.slice(0, max);
    const items = await Promise.all(shown.map((user) => this.#listed(user)));
    const last = shown.at(-1);
    return last === undefined || users.length <= max ? { items } : { items, next: last };
  }

  /** One user as the log says now; undefined: there never was one. */
  async show(user: UserId): Promise<Shown | undefined> {
    const last = await this.facts.lastShut({ kind: 'account', user }, 'leader');
    if (last === undefined) return undefined;
    const { status, terminals, credentials } = accountOfShut(last);
    return {
      user,
      status: status as Shown['status'],
      terminals: terminals.map(({ terminal, kind }) => ({ terminal, kind })),
      credentials: credentials.map(({ credential, kind }) => ({ credential, kind })),
      ...(isGone(status) ? {} : await this.#named(user)),
    };
  }

  async #users(): Promise<readonly UserId[]> {
    const { jsm, subjects } = this.bus;
    const users: UserId[] = [];
    for (let partition = 0; partition < subjects.partitions; partition++) {
      const filter = { subjects_filter: subjects.accountsOf(partition) };
      const { state } = await jsm.streams.info(FACTS, filter);
      users.push(...Object.keys(state.subjects ?? {}).map((subject) => subjects.userOf(subject)));
    }
    return users.toSorted();
  }

  async #listed(user: UserId): Promise<Listed> {
    const last = await this.facts.lastShut({ kind: 'account', user }, 'leader');
    const account = accountOfShut(last);
    const { status, terminals } = account;
    const known = { user, status: status as Listed['status'], terminals: terminals.length };
    return isGone(status) ? known : { ...known, ...(await this.#named(user)) };
  }

  /** What only the first fact says, sealed; nothing where it cannot be opened, which is an alarm. */
  async #named(user: UserId): Promise<Pick<Listed, 'login' | 'displayName'>> {
    try {
      const first = await this.facts.first(accountCodec, { kind: 'account', user });
      if (first?.fact.type !== 'UserRegistered') return {};
      const { login, displayName } = first.fact;
      return { login, displayName };
    } catch (error) {
      if (!(error instanceof ErasedUser || error instanceof KeyMissing)) throw error;
      this.#log.error(error.message);
      return {};
    }
  }
}

function isGone(status: Account['status']): boolean {
  return status === 'erased' || status === 'erasure-completed';
}
