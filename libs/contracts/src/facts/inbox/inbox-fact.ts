import type { InboxFact } from '@liaison/domain';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';
import { openType } from '../open-type.js';

type Of<N> = Extract<InboxFact, { type: N }>;

/** A type of fact about one user's event notifications: ids and counts alone, open. */
export function inboxFact<N extends InboxFact['type'], O, S>(
  definition: { readonly type: `inbox.${string}`; readonly fact: N } & Split<Of<N>, O, S>,
): FactType {
  return openType(definition, { kind: 'inbox', bytesMax: factBytesMax.inbox });
}
