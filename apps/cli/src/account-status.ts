import type { Fact } from '@liaison/contracts';
import type { AccountStatus } from '@liaison/domain';
import type { Operator } from './operator.js';

/** Whether an id is a user's; by the log itself, so who was registered a moment ago is. */
export async function accountStatus({ bus }: Operator, user: string): Promise<AccountStatus> {
  const subject = bus.subjects.fact({ kind: 'account', user });
  const last = await bus.jsm.streams.getMessage('FACTS', { last_by_subj: subject });
  const { accountOfShut } = await import('@liaison/contracts');
  return accountOfShut(last?.json<Fact>()).status;
}
