import type { Stamp } from '../words.js';
import type { TerminalFact } from './facts.js';
import type { TerminalState } from './state.js';

/** The terminal after one more fact; the end of a superseded connection changes nothing. */
export function evolveTerminal(
  state: TerminalState,
  fact: TerminalFact,
  _stamp: Stamp,
): TerminalState {
  switch (fact.type) {
    case 'TerminalConnected': {
      const { connection, gateway, network } = fact;
      return { connected: true, connection, gateway, network };
    }
    case 'TerminalDisconnected':
      return state.connected && state.connection !== fact.connection ? state : { connected: false };
  }
}
