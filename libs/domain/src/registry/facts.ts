import type { DisconnectCause } from '../terminal/facts.js';
import type { ConnectionId, Instant } from '../words.js';
import type { Declaration } from './declaration.js';

/** What an operator may grant a service: to act about users who have not activated it. */
export type ServiceGrant = 'all-users';

/** What the service registry records of one service (`registry.<svc>`). */
export type RegistryFact =
  /** New services are open to listed users alone. */
  | { readonly type: 'ServiceRegistered' }
  /** The whole declaration; `version` counts from 1. */
  | {
      readonly type: 'ServiceDeclarationChanged';
      readonly declaration: Declaration;
      readonly version: number;
    }
  | { readonly type: 'ServiceConnected'; readonly connection: ConnectionId }
  | {
      readonly type: 'ServiceDisconnected';
      readonly connection: ConnectionId;
      readonly cause: DisconnectCause;
      readonly lastSeen: Instant;
    }
  | { readonly type: 'ServiceRetired' }
  | { readonly type: 'ServiceGranted'; readonly grant: ServiceGrant }
  | { readonly type: 'ServiceGrantWithdrawn'; readonly grant: ServiceGrant }
  /** To everyone; the facts of selections open it to single users. */
  | { readonly type: 'ServiceOpened'; readonly to: 'everyone' }
  /** To all but the users it is listed for. */
  | { readonly type: 'ServiceClosed'; readonly to: 'listed' };
