import type { TerminalFact } from '@liaison/domain';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';
import { openType } from '../open-type.js';

type Of<N> = Extract<TerminalFact, { type: N }>;

/** A type of terminal fact: it lies open, and the last one is the whole state. */
export function terminalFact<N extends TerminalFact['type'], O, S>(
  definition: { readonly type: `terminal.${string}`; readonly fact: N } & Split<Of<N>, O, S>,
): FactType {
  return openType(definition, { kind: 'terminal', bytesMax: factBytesMax.terminal });
}
