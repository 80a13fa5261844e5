import {
  type TerminalFact,
  type TerminalState,
  evolveTerminal,
  initialTerminal,
} from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import { headlessCodec } from '../open-codec.js';
import { connected } from './connected.js';
import { disconnected } from './disconnected.js';

/** What the access monitor records of a terminal. */
export const terminalFactTypes = [connected, disconnected];

/** Terminal facts: no head, since the last fact is the state. */
export const terminalCodec: AggregateCodec<TerminalFact, TerminalState> = headlessCodec(
  terminalFactTypes,
  {
    kind: 'terminal',
    initial: initialTerminal,
    evolve: evolveTerminal,
  },
);
