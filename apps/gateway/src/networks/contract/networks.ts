import type { NetworkKind } from '@liaison/domain';

/** The kinds of network that terminals come by; each keeps the contract. */
export const NETWORKS: readonly NetworkKind[] = ['websocket', 'http'];
