import { credentialId } from '../facts/account/account-fact.js';
import { disconnectCause } from '../facts/terminal/disconnected.js';
import { eventType } from '../rpc/service.js';
import { changed } from '../rpc/terminal.js';
import { both, none, object, oneOf } from '../schema/schema.js';
import { id, instant, network, terminalId, userId } from '../schema/words.js';
import { selectionVerbs } from './selection.js';
import { verb } from './verb.js';

const ofService = object({ user: userId, service: id });
const ofEvent = object({ user: userId, service: id, type: eventType });
const connection = object({ user: userId, terminal: terminalId, connection: id });

/** What the access monitor answers. `user` and `terminal` are those the gateway knows, never params. */
export const accessMonitorVerbs = {
  'terminal.connect': verb(
    'A gateway has opened a connection for a terminal; `family`: the login its token comes from',
    both(connection, object({ gateway: id, network }, { family: credentialId })),
    object({}),
  ),
  'terminal.disconnect': verb(
    'A gateway has seen a connection end; one that is superseded changes nothing',
    both(connection, object({ cause: disconnectCause, lastSeen: instant })),
    object({}),
  ),
  ...selectionVerbs,
  'service.activate': verb('As the method', ofService, changed),
  'service.deactivate': verb('As the method', ofService, changed),
  'event.subscribe': verb('As the method', ofEvent, changed),
  'event.unsubscribe': verb('As the method', ofEvent, changed),
  'call.select': verb(
    'As the method',
    object({ user: userId, terminal: oneOf(terminalId, none) }),
    changed,
  ),
  'service.open-to-user': verb('Operators: opens a service to one user', ofService, changed),
  'service.close-to-user': verb(
    'Operators: closes it to them again; it is activated for them no more',
    ofService,
    changed,
  ),
};
