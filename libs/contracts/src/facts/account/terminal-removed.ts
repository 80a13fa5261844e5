import { object } from '../../schema/schema.js';
import { id, terminalId } from '../../schema/words.js';
import { accountFact } from './account-fact.js';

export const terminalRemoved = accountFact({
  type: 'account.terminal-removed',
  fact: 'TerminalRemoved',
  open: object({ terminal: terminalId, cause: id }),
  sealed: object({}),
});
