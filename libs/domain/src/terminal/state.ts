import type { ConnectionId, GatewayId } from '../words.js';
import type { NetworkKind } from './facts.js';

/** A terminal as its last fact leaves it. */
export type TerminalState =
  | { readonly connected: false }
  | {
      readonly connected: true;
      readonly connection: ConnectionId;
      readonly gateway: GatewayId;
      readonly network: NetworkKind;
    };

export const initialTerminal: TerminalState = { connected: false };
