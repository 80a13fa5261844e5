import { Command, type CommandContext, type Outcome, replyOf } from '@liaison/bus';
import { type CommandReply, type CommandRequest, refusal } from '@liaison/contracts';
import { type Consent, type ConsentFact, type UserId, ask } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Accounts } from '../present/accounts.js';
import { Asks } from '../consents/asks.js';
import { Consents } from '../consents/consents.js';
import { readChange } from './request.js';
import { withoutResult } from './without-result.js';

/** An earlier request may have to be finished first; then this one is decided again. */
const ATTEMPTS_MAX = 3;
/** Whoever repeats the command is refused alike: it will never come to a fact. */
const NEVER_STORED: ReadonlySet<string> = new Set(['command-reused', 'command-too-old']);

/**
 * A command that took a request back is answered as if it had asked: a refusal would tell that there
 * was a request to take back, so that it had not been denied.
 */
const MAY_BE = ['AuthorisationAsked', 'AuthorisationRetracted'] as const;

interface Question {
  readonly asker: UserId;
  readonly target: UserId;
  readonly context: CommandContext;
}

/**
 * `authorisation.ask`: always a fact on the target's consent, whoever that is and whatever stands
 * there; the asker is told nothing of it, and limited by what they did alone (domain: `admitAsk`).
 */
@Controller()
export class AskAuthorisation {
  constructor(
    private readonly consents: Consents,
    private readonly asks: Asks,
    private readonly accounts: Accounts,
  ) {}

  @Command('authorisation.ask')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('authorisation.ask', request);
    if ('refused' in asked) return asked;
    const { user: asker, target } = asked.data;
    if (asker === target) return { refused: refusal('yourself') };
    const account = await this.accounts.acting(asker);
    if ('refused' in account) return { refused: refusal(account.refused) };
    const question = { asker, target, context: asked.context };
    return this.asks.inTurn(asker, () => this.decide(question));
  }

  /**
   * The request is remembered before it is written. One that was remembered and may not have been
   * written is finished first, whoever began it: then it counts.
   */
  private async decide(question: Question): Promise<CommandReply> {
    const { asker, target, context } = question;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const admitted = await this.asks.admit(asker, { target, command: context.command });
      if ('refused' in admitted) return admitted;
      const outcome = await this.write(question, admitted.command);
      const name = { target, command: admitted.command };
      const isNever = 'refused' in outcome && NEVER_STORED.has(outcome.refused.code);
      if ('accepted' in outcome) await this.asks.settle(asker, name);
      if (isNever) await this.asks.forget(asker, name);
      const isOver = isNever || 'accepted' in outcome;
      if (admitted.isOwn || !isOver) return withoutResult(replyOf(outcome, context.command));
    }
    return { refused: refusal('unavailable') };
  }

  private write(
    { asker, target, context }: Question,
    command: string,
  ): Promise<Outcome<ConsentFact, Consent>> {
    return this.consents.byViewer(
      { ...context, command },
      { owner: target, viewer: asker, produces: MAY_BE, decide: ask },
    );
  }
}
