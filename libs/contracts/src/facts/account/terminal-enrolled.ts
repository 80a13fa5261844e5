import { object } from '../../schema/schema.js';
import { callNumber, terminalId, terminalKind } from '../../schema/words.js';
import { accountFact, label } from './account-fact.js';

export const terminalEnrolled = accountFact({
  type: 'account.terminal-enrolled',
  fact: 'TerminalEnrolled',
  open: object({ terminal: terminalId, kind: terminalKind }),
  sealed: object({ label }, { number: callNumber }),
});
