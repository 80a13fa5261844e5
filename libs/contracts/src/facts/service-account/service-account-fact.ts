import { IDENTITIES_MAX, type ServiceAccountFact } from '@liaison/domain';
import { list, object, pattern, words } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';
import { openType } from '../open-type.js';

export const identityKind = words('secret', 'nkey');

/** The public key of a user's nkey: base32. */
export const publicKey = pattern('^U[A-Z2-7]{55}$');

const head = object({
  identities: list(object({ identity: id, kind: identityKind }, { publicKey }), IDENTITIES_MAX),
});

type Of<N> = Extract<ServiceAccountFact, { type: N }>;

/** A type of fact of a service's account: it lies open, with the head. */
export function serviceAccountFact<N extends ServiceAccountFact['type'], O, S>(
  definition: { readonly type: `service-account.${string}`; readonly fact: N } & Split<Of<N>, O, S>,
): FactType {
  return openType(definition, {
    kind: 'service-account',
    head,
    bytesMax: factBytesMax.serviceAccount,
  });
}
