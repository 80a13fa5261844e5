import type { TerminalFact } from '@liaison/domain';
import { object } from '../../schema/schema.js';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';

type Of<N> = Extract<TerminalFact, { type: N }>;

/** A type of terminal fact: it lies open, and the last one is the whole state. */
export function terminalFact<N extends TerminalFact['type'], O, S>(
  definition: { readonly type: `terminal.${string}`; readonly fact: N } & Split<Of<N>, O, S>,
): FactType {
  return {
    type: definition.type,
    fact: definition.fact,
    kind: 'terminal',
    version: 1,
    upcasters: [],
    open: definition.open,
    sealed: object({}),
    data: definition.open,
    bytesMax: factBytesMax.terminal,
  };
}
