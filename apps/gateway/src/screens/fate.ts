import type { SelfDocument } from '@liaison/contracts';
import type { DisconnectCause } from '@liaison/domain';
import type { ClosingCode } from '../networks/outlet.js';
import type { Screen } from './screen.js';

/** How a connection ends; `cause`: what we have to record of it, where nobody else does. */
interface Fate {
  readonly code: ClosingCode;
  readonly cause?: DisconnectCause;
}

/** Why this connection must end, by what SELF says of its user; undefined: it goes on. */
function fateOf(screen: Screen, self: SelfDocument): Fate | undefined {
  if (self.status === 'gone') return { code: 'revoked' };
  // SELF from before the connect knows nothing of this connection yet.
  if (self.src < screen.connectedAt) return undefined;
  const terminal = self.terminals.find((one) => one.terminal === screen.terminal);
  if (terminal?.connection === undefined) return { code: 'kicked' };
  if (terminal.connection !== screen.connection) return { code: 'superseded' };
  return isRevoked(screen, self) ? { code: 'revoked', cause: 'kicked' } : undefined;
}

/** The login its token comes from does not stand any more; no fact of a terminal says so (C8.2). */
function isRevoked(screen: Screen, self: SelfDocument): boolean {
  return self.src >= screen.familyAt && !self.families.includes(screen.family);
}

/** Ends a connection; `cause`: to be recorded, where it is not what the code says. */
export interface Ender {
  end(screen: Screen, code: ClosingCode, cause?: DisconnectCause): void;
}

/** Ends the terminals that this says are not their user's any more; undefined: nothing is said yet. */
export function endThoseGone(
  screens: readonly Screen[],
  self: SelfDocument | undefined,
  connections: Ender,
): void {
  if (self === undefined) return;
  for (const screen of screens) {
    const fate = fateOf(screen, self);
    if (fate !== undefined) connections.end(screen, fate.code, fate.cause);
  }
}

/** Ends the terminals that cannot be shown their list here, by no fault of theirs: they come back. */
export function giveUp(screens: readonly Screen[], connections: Ender): void {
  for (const screen of screens.slice()) connections.end(screen, 'draining');
}
