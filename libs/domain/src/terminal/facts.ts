import type { ConnectionId, GatewayId, Instant } from '../words.js';

export type NetworkKind = 'websocket' | 'http';
export type DisconnectCause = 'closed' | 'lost' | 'kicked' | 'expired';

/** What the access monitor records of one terminal (`terminal.<user>.<terminal>`). */
export type TerminalFact =
  | {
      readonly type: 'TerminalConnected';
      readonly connection: ConnectionId;
      readonly gateway: GatewayId;
      readonly network: NetworkKind;
      /** The connection it supersedes, if the terminal was connected. */
      readonly replaced?: ConnectionId;
    }
  | {
      readonly type: 'TerminalDisconnected';
      readonly connection: ConnectionId;
      readonly cause: DisconnectCause;
      readonly lastSeen: Instant;
    };
