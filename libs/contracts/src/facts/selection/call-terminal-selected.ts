import { object } from '../../schema/schema.js';
import { terminalId } from '../../schema/words.js';
import { selectionFact } from './selection-fact.js';

export const callTerminalSelected = selectionFact({
  type: 'selection.call-terminal-selected',
  fact: 'CallTerminalSelected',
  open: object({}, { terminal: terminalId }),
  sealed: object({}),
});
