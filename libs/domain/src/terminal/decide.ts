import { hasTerminal, notActing } from '../account/decide.js';
import type { Account } from '../account/state.js';
import type { ConnectionId, Decision, GatewayId, Instant, TerminalId } from '../words.js';
import type { DisconnectCause, NetworkKind, TerminalFact } from './facts.js';
import type { TerminalState } from './state.js';

/**
 * A second connect supersedes the first, with no disconnect fact. `account` is the owner's: checked,
 * never guarded, so a terminal removed at the same instant counts as absent anyway.
 */
export function connectTerminal(
  state: TerminalState,
  command: {
    readonly terminal: TerminalId;
    readonly connection: ConnectionId;
    readonly gateway: GatewayId;
    readonly network: NetworkKind;
  },
  account: Account,
): Decision<TerminalFact> {
  const refused = notActing(account);
  if (refused) return { refused };
  const { terminal, ...opened } = command;
  if (!hasTerminal(account, terminal)) return { refused: 'unknown-terminal', field: '/terminal' };
  if (!state.connected) return { fact: { type: 'TerminalConnected', ...opened } };
  if (state.connection === opened.connection) return { unchanged: true };
  return { fact: { type: 'TerminalConnected', ...opened, replaced: state.connection } };
}

/** Ends this connection and no other: a late loss never ends a newer one. */
export function disconnectTerminal(
  state: TerminalState,
  command: {
    readonly connection: ConnectionId;
    readonly cause: DisconnectCause;
    readonly lastSeen: Instant;
  },
): Decision<TerminalFact> {
  if (!state.connected) return { refused: 'not-connected' };
  if (state.connection !== command.connection) return { refused: 'superseded' };
  return { fact: { type: 'TerminalDisconnected', ...command } };
}
