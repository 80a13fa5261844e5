import { ErasedUser, type FactStore } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type CommandReply,
  type CommandRequest,
  isUserId,
  selectionCodec,
} from '@liaison/contracts';
import {
  type CallQuestion,
  type CallTarget,
  type Callee,
  type Selection,
  type UserId,
  callTarget,
  initialAccount,
  initialProfiles,
  initialSelection,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { CurrentFacts } from './current-facts.js';

type Refused = Extract<CommandReply, { refused: unknown }>;

/** Whom is called and who calls: any text; one that names no registered user is foreign. */
export interface Call {
  readonly user: UserId;
  readonly caller?: string;
}

const nobody: Callee = { facts: undefined, positions: {} };
/** Their key is gone, so that nothing of them can be read but this. */
const erased: Callee = {
  facts: {
    account: { ...initialAccount, status: 'erased' },
    profiles: initialProfiles,
    terminals: {},
    consents: {},
  },
  positions: {},
};

/**
 * Where incoming calls go, from the last fact of each aggregate as the leader has it: whoever has
 * selected a terminal finds it in the very next answer, whichever replica gives it.
 */
@Injectable()
export class CallTargets {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly accounts: Accounts,
    private readonly currentFacts: CurrentFacts,
  ) {}

  /** Nothing is held back: for operators, and for what `toldToService` leaves. */
  async of(request: CommandRequest, call: Call): Promise<CallTarget | Refused> {
    const [caller, callee] = await Promise.all([
      this.callerOf(call.caller),
      this.calleeOf(request, call),
    ]);
    if ('refused' in callee) return callee;
    return callTarget({ ...caller, instant: this.clock.now() }, callee);
  }

  /** What is answered about somebody who does not exist, whoever it is that may not ask. */
  ofNobody(): CallTarget {
    return callTarget({ instant: this.clock.now() }, nobody);
  }

  /** A caller is looked up for one thing alone: whether they are a user of this server. */
  private async callerOf(caller: string | undefined): Promise<Pick<CallQuestion, 'caller'>> {
    if (!isUserId(caller)) return {};
    const isRegistered = await this.accounts.isRegistered(caller);
    return { caller: { user: caller, isRegistered } };
  }

  private async calleeOf(request: CommandRequest, call: Call): Promise<Callee | Refused> {
    const { user, caller } = call;
    const viewer = isUserId(caller) ? caller : user;
    try {
      const [read, { callTerminal }] = await Promise.all([
        this.currentFacts.read(request, { user, viewer, profile: undefined }),
        this.selectionOf(user),
      ]);
      if ('refused' in read) return read.refused.code === 'erased' ? erased : read;
      return { ...read, ...(callTerminal === undefined ? {} : { selected: callTerminal }) };
    } catch (error) {
      if (error instanceof ErasedUser) return erased;
      throw error;
    }
  }

  private async selectionOf(user: UserId): Promise<Selection> {
    const last = await this.facts.last(selectionCodec, { kind: 'selection', user });
    return last?.head ?? initialSelection;
  }
}

/** Suspended, erased, never registered, and a blocked caller: a service is not told which. */
export function toldToService(answer: CallTarget): CallTarget {
  return answer.step === 1 ? { ...answer, because: 'user-not-registered' } : answer;
}
