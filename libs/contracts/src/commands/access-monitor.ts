import { disconnectCause } from '../facts/terminal/disconnected.js';
import { both, object } from '../schema/schema.js';
import { id, instant, network, terminalId, userId } from '../schema/words.js';
import { selectionVerbs } from './selection.js';
import { verb } from './verb.js';

const connection = object({ user: userId, terminal: terminalId, connection: id });

/** What the access monitor answers. `user` and `terminal` are those the gateway knows, never params. */
export const accessMonitorVerbs = {
  'terminal.connect': verb(
    'A gateway has opened a connection for a terminal',
    both(connection, object({ gateway: id, network })),
    object({}),
  ),
  'terminal.disconnect': verb(
    'A gateway has seen a connection end; one that is superseded changes nothing',
    both(connection, object({ cause: disconnectCause, lastSeen: instant })),
    object({}),
  ),
  ...selectionVerbs,
};
