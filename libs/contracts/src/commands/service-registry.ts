import { GRANTS_MAX, SERVICE_CONNECTIONS_MAX } from '@liaison/domain';
import { eventMethods, serviceMethods } from '../rpc/service.js';
import { changed } from '../rpc/terminal.js';
import {
  type TypeOf,
  anyObject,
  flag,
  integer,
  list,
  object,
  pattern,
  text,
  titled,
  word,
  words,
} from '../schema/schema.js';
import { id, userId } from '../schema/words.js';
import {
  aliveAnswer,
  connectAnswer,
  declareAnswer,
  disconnectAnswer,
} from '../service-protocol/connection.js';
import { authentication, declaration, operation } from '../service-protocol/declaration.js';
import { verb } from './verb.js';

const SERVER_CHARS_MAX = 128;
const SUBJECT_CHARS_MAX = 256;
/** Services one page of `service.all` holds at most. */
export const SERVICES_PAGE_MAX = 200;

const service = object({ service: id });
const connection = object({ service: id, connection: id });
const status = words('registered', 'retired');
const open = words('everyone', 'listed');
/** What a service may be granted: today to hear of all users. */
const grant = word('all-users');
const grants = list(grant, GRANTS_MAX);

/** The engine's own id of a service's connection: which server, by name, and its number there. */
const engineClient = object({
  server: pattern('^[!-~]+$', SERVER_CHARS_MAX),
  id: integer(),
});
export type EngineClient = TypeOf<typeof engineClient>;

/** What waits for a service: kept for it, of that on the way; parked, to be replayed; expired for good. */
const waiting = object(
  {
    service: id,
    connections: integer(0, SERVICE_CONNECTIONS_MAX),
    backlog: integer(),
    onTheWay: integer(),
    parked: integer(),
    expired: integer(),
  },
  { delivery: words('push', 'pull') },
);
/** Where a page of services by backlog ended. */
const backlogPlace = titled(
  'a backlog and a service, as `next` says them: 12:weather',
  pattern('^[0-9]{1,12}:[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
);

/** Loosely looked at: what is wrong in a declaration is told as `invalid-declaration`. */
const declared = object({ service: id, connection: id, declaration: anyObject });

/** A connection of a service, as an operator is shown it; `alive`: its lease has not ended. */
const shownConnection = object({ connection: id, alive: flag }, { client: engineClient });

const described = object(
  {
    service: id,
    status,
    open,
    grants,
    connections: list(shownConnection, SERVICE_CONNECTIONS_MAX),
  },
  { declaration, version: integer(1) },
);

/** Sent on by gateways; `service` is whose subject the request came on, never its body's word. */
const ofServices = {
  'service.connect': verb(
    'A process of a service has opened a connection, and says what the service declares (C1.1, C1.2)',
    object({ service: id, connection: id, declaration: anyObject }, { client: engineClient }),
    connectAnswer,
  ),
  'service.alive': verb('A connection keeps its lease', connection, aliveAnswer),
  'service.disconnect': verb('A connection is closed by its process', connection, disconnectAnswer),
  'service.declare': verb('The service declares anew, the whole of it', declared, declareAnswer),
};

const ofUsers = {
  'service.list': verb(
    'As the method; `user` is the connection’s',
    object({ user: userId }),
    serviceMethods['service.list'].result,
  ),
  'event.list': verb(
    'As the method; `user` is the connection’s',
    object({ user: userId }, { service: id }),
    eventMethods['event.list'].result,
  ),
  'service.route-call': verb(
    'Where a call of `user` goes: the subject is a secret of the service’s, never logged',
    object({ user: userId, service: id, operation }),
    object({ subject: text(SUBJECT_CHARS_MAX, 1), authentication }),
  ),
};

const ofOperators = {
  'service.register': verb('Registers a service, open to nobody yet', service, changed),
  'service.retire': verb('Retires a service, for good', service, changed),
  'service.open': verb('Opens a service to everyone', service, changed),
  'service.close': verb('Closes it to all but those it is opened to', service, changed),
  'service.grant': verb('Grants a service', object({ service: id, grant }), changed),
  'service.withdraw-grant': verb('Withdraws a grant', object({ service: id, grant }), changed),
  'service.kick': verb(
    'Ends a connection of a service, or all; answers which',
    object({ service: id }, { connection: id }),
    object({ kicked: list(id, SERVICE_CONNECTIONS_MAX) }),
  ),
  'service.describe': verb('A service as it stands', service, described),
  'service.backlogs': verb(
    'Registered services, the longest backlog first, then by id; `next` begins the next page as `after`',
    object(
      {},
      {
        min: integer(0),
        connected: flag,
        after: backlogPlace,
        max: integer(1, SERVICES_PAGE_MAX),
      },
    ),
    object({ items: list(waiting, SERVICES_PAGE_MAX) }, { next: backlogPlace }),
  ),
  'service.all': verb(
    'Services by id, a page at a time; `next` begins the next page as `after`',
    object({}, { after: id, max: integer(1, SERVICES_PAGE_MAX) }),
    object(
      {
        items: list(
          object({ service: id, status, open, connections: integer(0, SERVICE_CONNECTIONS_MAX) }),
          SERVICES_PAGE_MAX,
        ),
      },
      { next: id },
    ),
  ),
};

/** What the service registry answers: to services and users through a gateway, and to operators. */
export const serviceRegistryVerbs = { ...ofServices, ...ofUsers, ...ofOperators };
