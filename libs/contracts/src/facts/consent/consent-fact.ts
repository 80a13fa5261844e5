import type { ConsentFact } from '@liaison/domain';
import { both, object } from '../../schema/schema.js';
import { instant } from '../../schema/words.js';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';

const head = object(
  {},
  {
    ask: object({ at: instant }),
    grant: object({ at: instant }, { expiresAt: instant }),
    denied: object({ at: instant }),
    blocked: object({ at: instant }),
  },
);

type Of<N> = Extract<ConsentFact, { type: N }>;

/** A type of consent fact: it lies open, with the head. */
export function consentFact<N extends ConsentFact['type'], O, S>(
  definition: { readonly type: `consent.${string}`; readonly fact: N } & Split<Of<N>, O, S>,
): FactType {
  return {
    type: definition.type,
    fact: definition.fact,
    kind: 'consent',
    version: 1,
    upcasters: [],
    open: definition.open,
    sealed: object({}),
    data: both(definition.open as typeof head, object({ head })),
    bytesMax: factBytesMax.consent,
  };
}
