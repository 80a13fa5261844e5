import type { ConnectionId } from '../words.js';
import type { Declaration } from './declaration.js';
import type { ServiceGrant } from './facts.js';

/** The head of a service: all the next decision needs. Sets are sorted. */
export interface Registry {
  readonly status: 'absent' | 'registered' | 'retired';
  /** What it declared last; `version` is 1 for the first. */
  readonly declaration?: Declaration & { readonly version: number };
  readonly grants: readonly ServiceGrant[];
  readonly open: 'everyone' | 'listed';
  /** Connections of its processes. */
  readonly connections: readonly ConnectionId[];
}

export const initialRegistry: Registry = {
  status: 'absent',
  grants: [],
  open: 'listed',
  connections: [],
};
