import type { FactStore, Written } from '@liaison/bus';
import {
  type CommandReply,
  type CommandRequest,
  accountCodec,
  consentCodec,
  terminalCodec,
} from '@liaison/contracts';
import {
  type Account,
  type Consent,
  type FactId,
  type ProfileDocument,
  type ProfileId,
  type TerminalId,
  type TerminalState,
  type UserFacts,
  type UserId,
  initialAccount,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { Profiles } from '../profiles/profiles.js';
import { type CurrentProfiles, uploadOf } from '../profiles/uploads.js';

/** Which of a user's facts an explanation needs. */
export interface Needed {
  readonly user: UserId;
  readonly viewer: UserId;
  readonly profile: ProfileId | undefined;
}

/** A user's facts, and where in FACTS the last one of each terminal lies. */
export interface CurrentFactsRead {
  readonly facts: UserFacts;
  readonly positions: Readonly<Record<TerminalId, number>>;
}

/** Folds a user's facts from the last fact of each aggregate, each with the id of its fact. */
@Injectable()
export class CurrentFacts {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    private readonly profiles: Profiles,
  ) {}

  async read(
    request: CommandRequest,
    needed: Needed,
  ): Promise<CurrentFactsRead | Extract<CommandReply, { refused: unknown }>> {
    const { user, viewer } = needed;
    const [account, profiles, consent] = await Promise.all([
      this.facts.last(accountCodec, { kind: 'account', user }),
      this.profiles.read(request, user),
      viewer === user
        ? undefined
        : this.facts.last(consentCodec, { kind: 'consent', owner: user, viewer }),
    ]);
    if ('refused' in profiles) return profiles;
    const { current } = profiles;
    const uploads = await uploadsOf(current, [current.state.active, needed.profile]);
    const terminals = await this.terminalsOf(user, account?.head ?? initialAccount);
    const facts = factsOf({ viewer, account, current, consent, uploads, terminals });
    return { facts, positions: positionsOf(terminals) };
  }

  private async terminalsOf(user: UserId, account: Account): Promise<Terminals> {
    const lasts = await Promise.all(
      account.terminals.map(async ({ terminal }) => {
        const last = await this.facts.last(terminalCodec, { kind: 'terminal', user, terminal });
        return last === undefined ? [] : [[terminal, last] as const];
      }),
    );
    return lasts.flat();
  }
}

type Terminals = readonly (readonly [string, Written<unknown, TerminalState>])[];

function positionsOf(terminals: Terminals): CurrentFactsRead['positions'] {
  return Object.fromEntries(terminals.map(([terminal, { sequence }]) => [terminal, sequence]));
}

interface Read {
  readonly viewer: UserId;
  readonly account: Written<unknown, Account> | undefined;
  readonly current: CurrentProfiles;
  readonly consent: Written<unknown, Consent> | undefined;
  readonly uploads: readonly (readonly [ProfileId, ProfileDocument, FactId])[];
  readonly terminals: Terminals;
}

async function uploadsOf(
  current: CurrentProfiles,
  profiles: readonly (ProfileId | undefined)[],
): Promise<Read['uploads']> {
  const named = [...new Set(profiles)].filter((profile) => profile !== undefined);
  const uploads = await Promise.all(
    named.map(async (profile) => {
      const upload = await uploadOf(current, profile);
      return upload === undefined ? [] : [[profile, upload.document, upload.fact] as const];
    }),
  );
  return uploads.flat();
}

function factsOf(read: Read): UserFacts {
  const { viewer, account, current, consent, uploads, terminals } = read;
  const last = current.last;
  return {
    account: account?.head ?? initialAccount,
    profiles: {
      ...current.state,
      documents: Object.fromEntries(uploads.map(([profile, document]) => [profile, document])),
      covering: last?.fact.covering ?? [],
    },
    terminals: Object.fromEntries(terminals.map(([terminal, { head }]) => [terminal, head])),
    consents: consent === undefined ? {} : { [viewer]: consent.head },
    sources: {
      ...(account === undefined ? {} : { account: account.envelope.id }),
      ...(last === undefined ? {} : { profiles: last.envelope.id }),
      uploads: Object.fromEntries(uploads.map(([profile, , fact]) => [profile, fact])),
      terminals: Object.fromEntries(terminals.map(([id, { envelope }]) => [id, envelope.id])),
      consents: consent === undefined ? {} : { [viewer]: consent.envelope.id },
    },
  };
}
