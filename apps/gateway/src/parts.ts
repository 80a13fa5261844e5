import { type Bus, type CommandClient, LeaseBoard } from '@liaison/bus';
import type { Chance, Clock, Meter, Settings } from '@liaison/contracts';
import { Connections } from './connections/connections.js';
import { Departures } from './connections/departures.js';
import { TokenKeys } from './identity/token-keys.js';
import { Tokens } from './identity/tokens.js';
import { Tenure } from './lease/tenure.js';
import { countersOf, lostRecordsOf } from './metrics.js';
import { HttpNetwork } from './networks/http/network.js';
import { Origins } from './networks/origins.js';
import { WebSocketNetwork } from './networks/websocket/network.js';
import { Handlers } from './requests/handlers.js';
import { Reception } from './requests/reception.js';
import { Viewers } from './screens/viewers.js';
import { ShownLog } from './shown/shown-log.js';
import { ServiceIntake } from './services/intake.js';

/** Nest token of `Parts`. */
export const PARTS = Symbol.for('liaison.gateway.parts');

/** What a gateway is given. */
export interface Outside {
  readonly bus: Bus;
  readonly commands: CommandClient;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly meter: Meter;
  readonly settings: Pick<Settings, 'origins' | 'page' | 'replicas' | 'shown' | 'streamQuietMs'>;
}

/** What a gateway is made of. */
export interface Parts {
  readonly tenure: Tenure;
  readonly departures: Departures;
  readonly connections: Connections;
  readonly viewers: Viewers;
  /** What is told is recorded; undefined: that is switched off. */
  readonly shown: ShownLog | undefined;
  /** Replicas of availability: who may own partitions. */
  readonly owners: LeaseBoard;
  /** Where browsers may come from, on whatever network. */
  readonly origins: Origins;
  readonly webSockets: WebSocketNetwork;
  readonly http: HttpNetwork;
  readonly services: ServiceIntake;
}

/** Puts the parts of a gateway together. */
export function partsOf(outside: Outside): Parts {
  const { bus, commands, clock, chance, meter, settings } = outside;
  const tenure = new Tenure(bus, meter);
  const departures = new Departures(commands, clock, chance);
  const connections = new Connections(departures, clock);
  const shown = settings.shown
    ? new ShownLog({ bus, clock, lost: lostRecordsOf(meter) })
    : undefined;
  const viewers = new Viewers({
    bus,
    copies: settings.replicas,
    connections,
    tenure,
    counters: countersOf(meter),
    shown,
  });
  connections.onLeft((connection) => viewers.leave(connection));
  const owners = new LeaseBoard(bus, bus.subjects.replicaLeases('availability'));
  owners.onJoined(() => void viewers.askAll());
  owners.onLeft(() => void viewers.askAll());
  const tokens = new Tokens(new TokenKeys(commands), clock);
  const tools = { bus, commands, clock, chance, tokens, tenure, connections, viewers };
  const handlers = new Handlers(tools);
  const reception = new Reception({ clock, chance, meter, handlers, tenure });
  const origins = new Origins(settings);
  const shared = { clock, tenure, connections, reception };
  const webSockets = new WebSocketNetwork({ ...shared, origins });
  const http = new HttpNetwork({ ...shared, bus, chance, tokens, quietMs: settings.streamQuietMs });
  const services = new ServiceIntake({ bus, commands, clock, meter, tenure });
  return {
    tenure,
    departures,
    connections,
    viewers,
    shown,
    owners,
    origins,
    webSockets,
    http,
    services,
  };
}
