import type { DeliveryFact } from '@liaison/domain';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';
import { openType } from '../open-type.js';

type Of<N> = Extract<DeliveryFact, { type: N }>;

/** A type of fact about one hand-over: it lies open, and there is no more to the state. */
export function deliveryFact<N extends DeliveryFact['type'], O, S>(
  definition: { readonly type: `delivery.${string}`; readonly fact: N } & Split<Of<N>, O, S>,
): FactType {
  return openType(definition, { kind: 'delivery', bytesMax: factBytesMax.delivery });
}
