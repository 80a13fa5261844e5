import type { Stamp } from '../words.js';
import type { ServiceAccountFact } from './facts.js';
import type { ServiceAccount } from './state.js';

/** The service's account after one more fact. */
export function evolveServiceAccount(
  account: ServiceAccount,
  fact: ServiceAccountFact,
  _stamp: Stamp,
): ServiceAccount {
  const others = account.identities.filter(({ identity }) => identity !== fact.identity);
  switch (fact.type) {
    case 'ServiceIdentityIssued': {
      const { type: _, ...issued } = fact;
      const sorted = [...others, issued].sort((a, b) => (a.identity < b.identity ? -1 : 1));
      return { identities: sorted };
    }
    case 'ServiceIdentityRevoked':
      return { identities: others };
  }
}
