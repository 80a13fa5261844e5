import { object } from '../../schema/schema.js';
import { id, network } from '../../schema/words.js';
import { terminalFact } from './terminal-fact.js';

export const connected = terminalFact({
  type: 'terminal.connected',
  fact: 'TerminalConnected',
  open: object({ connection: id, gateway: id, network }, { replaced: id }),
  sealed: object({}),
});
