import { WANTS_MAX } from '@liaison/domain';
import { type TypeOf, integer, list, object, text, yes } from '../schema/schema.js';
import { id } from '../schema/words.js';
import { declaration, wanted } from './declaration.js';

const SUBJECT_CHARS_MAX = 256;
const NAME_CHARS_MAX = 128;

/** `connect`: the process gives its connection an id of its own and says what the service declares. */
export const connectRequest = object({ connection: id, declaration });

/**
 * What a service learns when it connects: the durable its notifications wait in, the subject its
 * calls come on, and what waits for it. `alive` is due well within `leaseMs`. `reconnect`: the
 * declaration is new or changed, and the permissions follow with the next connection. `unmatched`:
 * wants that nobody emits; they are kept, and met as soon as somebody does.
 */
export const connectAnswer = object(
  {
    durable: text(NAME_CHARS_MAX, 1),
    stream: text(NAME_CHARS_MAX, 1),
    calls: text(SUBJECT_CHARS_MAX, 1),
    leaseMs: integer(1),
    ackWaitMs: integer(1),
    retentionMs: integer(1),
    backlog: integer(),
    parked: integer(),
    expired: integer(),
    version: integer(1),
  },
  { reconnect: yes, unmatched: list(wanted, WANTS_MAX) },
);
export type ConnectAnswer = TypeOf<typeof connectAnswer>;

/** `alive` and `disconnect`: of which connection. */
export const connectionRequest = object({ connection: id });
export const aliveAnswer = object({ leaseMs: integer(1) });
export const disconnectAnswer = object({});

/** `declare`: as at `connect`, for a service that is connected. */
export const declareRequest = connectRequest;
export const declareAnswer = object(
  { version: integer(1) },
  { reconnect: yes, unmatched: list(wanted, WANTS_MAX) },
);
export type DeclareAnswer = TypeOf<typeof declareAnswer>;
