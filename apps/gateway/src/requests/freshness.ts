import { limits } from '@liaison/contracts';
import type { Connection } from '../connections/connection.js';

/** Did its user log in on this connection, not longer ago than a service may demand? Monotonic. */
export function isFresh(
  { user, login }: Pick<Connection, 'user' | 'login'>,
  nowMs: number,
): boolean {
  return login?.user === user && nowMs - login.atMs <= limits.freshLoginMs;
}
