import { type AccountFact, CREDENTIALS_MAX, TERMINALS_MAX } from '@liaison/domain';
import {
  type ObjectSchema,
  both,
  list,
  map,
  object,
  pattern,
  text,
  words,
} from '../../schema/schema.js';
import { callNumber, terminalId, terminalKind } from '../../schema/words.js';
import { idPattern } from '../../tokens.js';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';

export const LABEL_CHARS_MAX = 64;
export const label = text(LABEL_CHARS_MAX, 1);
export const credentialKind = words('password', 'refresh-family', 'key');

/** Ids of credentials are ours: the largest account is bounded by them. */
const CREDENTIAL_ID_CHARS_MAX = 40;
export const credentialId = pattern(idPattern(CREDENTIAL_ID_CHARS_MAX));

/** The head's open part. */
const head = object({
  status: words('registered', 'suspended', 'erased', 'erasure-completed'),
  terminals: list(object({ terminal: terminalId, kind: terminalKind }), TERMINALS_MAX),
  credentials: list(object({ credential: credentialId, kind: credentialKind }), CREDENTIALS_MAX),
});

/** The head's sealed part, by terminal. */
const sealedHead = object({
  labels: map(terminalId, label, TERMINALS_MAX),
  numbers: map(terminalId, callNumber, TERMINALS_MAX),
});

type Of<N> = Extract<AccountFact, { type: N }>;
interface Named<N> {
  readonly type: `account.${string}`;
  readonly fact: N;
}

/** A type of account fact: the whole state is its head, labels and numbers in the box. */
export function accountFact<N extends AccountFact['type'], O, S>(
  definition: Named<N> & Split<Of<N>, O, S>,
): FactType {
  return { ...bare(definition), box: both(definition.sealed as ObjectSchema, sealedHead) };
}

/** The same without a box: of an erased user nothing is left to seal, and no key to seal it with. */
export function boxlessAccountFact<N extends AccountFact['type'], O, S>(
  definition: Named<N> & Split<Of<N>, O, S>,
): FactType {
  return bare(definition);
}

function bare(definition: {
  readonly type: string;
  readonly fact: string;
  readonly open: ObjectSchema;
  readonly sealed: ObjectSchema;
}): FactType {
  return {
    type: definition.type,
    fact: definition.fact,
    kind: 'account',
    version: 1,
    upcasters: [],
    open: definition.open,
    sealed: definition.sealed,
    data: both(definition.open, object({ head })),
    bytesMax: factBytesMax.account,
  };
}
