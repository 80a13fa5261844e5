import { TERMINALS_MAX } from '@liaison/domain';
import { label } from '../facts/account/account-fact.js';
import { announcedLimits } from '../limits.js';
import { type Schema, flag, integer, list, object } from '../schema/schema.js';
import {
  callNumber,
  id,
  instant,
  network,
  terminalId,
  terminalKind,
  userId,
} from '../schema/words.js';
import { token } from './auth.js';
import { begins, changes, reads } from './method.js';

type Announced = typeof announcedLimits;
const announced = object(
  Object.fromEntries(Object.keys(announcedLimits).map((name) => [name, integer()])) as {
    readonly [K in keyof Announced]: Schema<number>;
  },
);

/** One of a user's own terminals, as they are shown it. */
export const ownTerminal = object(
  { terminal: terminalId, kind: terminalKind, label, connected: flag },
  { network },
);

/** What a changing method answers: `changed` is false where it held already. */
export const changed = object({ changed: flag });

/** Claims 1.5 and 11.1: terminals of a user come, go and are listed. */
export const terminalMethods = {
  'terminal.enrol': {
    ...changes({
      about: 'Makes this terminal one of its user’s',
      params: object({ token, kind: terminalKind, label }, { number: callNumber }),
      result: object({ terminal: terminalId }),
      answeredBy: 'auth',
      refusals: ['not-authenticated', 'suspended', 'too-many-terminals'],
    }),
    beforeConnect: true,
  },
  'terminal.connect': begins({
    about: 'Makes this connection the one of an enrolled terminal; the snapshot follows',
    params: object({ token, terminal: terminalId }),
    result: object({
      user: userId,
      terminal: terminalId,
      connection: id,
      serverTime: instant,
      limits: announced,
    }),
    answeredBy: 'access-monitor',
    refusals: ['not-authenticated', 'unknown-terminal', 'suspended', 'already-connected'],
  }),
  'terminal.disconnect': changes({
    about: 'Ends the connection; the server closes after its answer',
    params: object({}),
    result: object({}),
    answeredBy: 'access-monitor',
  }),
  'terminal.list': reads({
    about: 'The user’s own terminals',
    params: object({}),
    result: object({ items: list(ownTerminal, TERMINALS_MAX) }),
    answeredBy: 'auth',
  }),
  'terminal.remove': changes({
    about: 'Takes a terminal away from its user; it is disconnected',
    params: object({ terminal: terminalId }),
    result: changed,
    answeredBy: 'auth',
    refusals: ['unknown-terminal'],
  }),
};
