import type { SelfDocument } from '@liaison/contracts';
import type { ClosingCode } from '../networks/outlet.js';
import type { Screen } from './screen.js';

/** Why this connection must end, by what SELF says of its terminal; undefined: it goes on. */
function fateOf(screen: Screen, self: SelfDocument): ClosingCode | undefined {
  if (self.status === 'gone') return 'revoked';
  // SELF from before the connect knows nothing of this connection yet.
  if (self.src < screen.connectedAt) return undefined;
  const terminal = self.terminals.find((one) => one.terminal === screen.terminal);
  if (terminal?.connection === undefined) return 'kicked';
  return terminal.connection === screen.connection ? undefined : 'superseded';
}

/** Ends a connection. */
export interface Ending {
  end(screen: Screen, code: ClosingCode): void;
}

/** Ends the terminals that this says are not their user's any more. */
export function endThoseGone(
  screens: readonly Screen[],
  self: SelfDocument,
  connections: Ending,
): void {
  for (const screen of screens) {
    const code = fateOf(screen, self);
    if (code !== undefined) connections.end(screen, code);
  }
}
