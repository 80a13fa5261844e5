import { Command, type FactStore } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type CommandReply,
  type CommandRequest,
  accountOfShut,
  refusal,
  terminalCodec,
  uuidV7,
} from '@liaison/contracts';
import {
  type Account,
  type CredentialId,
  type TerminalId,
  type UserId,
  connectTerminal,
  hasCredential,
  notActing,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { mayConnect } from '../projections/entitlement.js';
import { readData } from './request.js';

/**
 * `terminal.connect {user, terminal, connection, gateway, network, family?}`: the connection before, if
 * there is one, is superseded by it (C11.1); a login that was revoked connects nothing (C8.2). Answers
 * the fact's sequence, from where the gateway reads on.
 */
@Controller()
export class ConnectTerminal {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Command('terminal.connect')
  async connect(request: CommandRequest): Promise<CommandReply> {
    const read = readData('terminal.connect', request);
    if ('refused' in read) return read;
    const { user, family, ...opened } = read.data;
    const { actor, correlation, command = uuidV7(this.clock.ms()) } = request;
    const account = await this.#account(user, opened.terminal, family);
    if (!isLoggedIn(account, family)) return { refused: refusal('not-authenticated') };
    const outcome = await this.facts.execute(
      terminalCodec,
      { kind: 'terminal', user, terminal: opened.terminal },
      { command, actor, correlation, produces: ['TerminalConnected'] },
      ({ state }) => connectTerminal(state, opened, account),
    );
    if ('refused' in outcome) return { refused: outcome.refused };
    if ('unknown' in outcome) return { unknown: { command } };
    const stored = 'unchanged' in outcome ? outcome.unchanged.last : outcome.accepted;
    if (stored === undefined) return { unknown: { command } };
    return { accepted: { fact: stored.envelope.id, sequence: stored.sequence, result: {} } };
  }

  /** Whoever is near may let a terminal in (a kick follows where it was wrong); the leader refuses. */
  async #account(
    user: UserId,
    terminal: TerminalId,
    family: CredentialId | undefined,
  ): Promise<Account> {
    const near = accountOfShut(await this.facts.lastShut({ kind: 'account', user }, 'near'));
    if (mayConnect(near, terminal) && isLoggedIn(near, family)) return near;
    return accountOfShut(await this.facts.lastShut({ kind: 'account', user }, 'leader'));
  }
}

/** What may not act at all is refused for that, whatever it shows. */
function isLoggedIn(account: Account, family: CredentialId | undefined): boolean {
  if (family === undefined || notActing(account) !== undefined) return true;
  return hasCredential(account, family);
}
