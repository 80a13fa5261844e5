import { object, words } from '../../schema/schema.js';
import { id, instant } from '../../schema/words.js';
import { terminalFact } from './terminal-fact.js';

export const disconnectCause = words('closed', 'lost', 'kicked', 'expired');

export const disconnected = terminalFact({
  type: 'terminal.disconnected',
  fact: 'TerminalDisconnected',
  open: object({ connection: id, cause: disconnectCause, lastSeen: instant }),
  sealed: object({}),
});
