import type { ConsentFact } from '@liaison/domain';
import { object } from '../../schema/schema.js';
import { instant } from '../../schema/words.js';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';
import { openType } from '../open-type.js';

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
  return openType(definition, { kind: 'consent', head, bytesMax: factBytesMax.consent });
}
