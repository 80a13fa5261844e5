import type { JsonObject, RpcMethodName } from '@liaison/contracts';
import type { Connection } from '../connections/connection.js';
import type { IdText } from '../messages/answers.js';
import type { ReplyTo } from '../networks/outlet.js';

/** One request that is well formed, permitted now, and whose params are as they must be. */
export interface Request {
  readonly connection: Connection;
  readonly id: IdText;
  readonly method: RpcMethodName;
  readonly params: JsonObject;
  readonly replyTo: ReplyTo;
  /** Of the whole chain that it begins, copied for ever. */
  readonly correlation: string;
  /** The caller's where it gave one; absent on reads. */
  readonly command?: string;
  /** Monotonic. */
  readonly arrivedMs: number;
}

/** What became of it, as counted. */
export type RequestOutcome = 'accepted' | 'refused' | 'unknown' | 'malformed';
