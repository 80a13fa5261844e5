import {
  type TerminalFact,
  type TerminalState,
  evolveTerminal,
  initialTerminal,
} from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import { pick, take } from '../fields.js';
import { TypeTable } from '../type-table.js';
import { connected } from './connected.js';
import { disconnected } from './disconnected.js';

/** What the access monitor records of a terminal. */
export const terminalFactTypes = [connected, disconnected];

const table = new TypeTable(terminalFactTypes);

/** Terminal facts: no head, since the last fact is the state. */
export const terminalCodec: AggregateCodec<TerminalFact, TerminalState> = {
  kind: 'terminal',
  initial: initialTerminal,
  evolve: evolveTerminal,
  encode(fact) {
    const { type, open } = table.of(fact.type);
    return { type, data: pick(fact, open) };
  },
  decode(whole, data) {
    const { type, body } = table.read(whole, { data, box: undefined });
    const members: Record<string, unknown> = { type: type.fact };
    take(members, body.data, type.open);
    const fact = members as unknown as TerminalFact;
    return { fact, head: stateAfter(fact) };
  },
};

function stateAfter(fact: TerminalFact): TerminalState {
  switch (fact.type) {
    case 'TerminalConnected': {
      const { connection, gateway, network } = fact;
      return { connected: true, connection, gateway, network };
    }
    case 'TerminalDisconnected':
      return { connected: false };
  }
}
