import type { ConnectionId, CredentialId, TerminalId, UserId } from '@liaison/domain';
import type { Outlet } from '../networks/outlet.js';

/** One connected terminal, as far as it shows something. */
export interface Screen {
  readonly outlet: Outlet;
  readonly user: UserId;
  readonly terminal: TerminalId;
  readonly connection: ConnectionId;
  /** FACTS sequence of its `TerminalConnected`. */
  readonly connectedAt: number;
  /** The login its token comes from, and a FACTS sequence at which that stood. */
  readonly family: CredentialId;
  readonly familyAt: number;
  /** False once it is closing: nothing more is told. */
  readonly isOpen: boolean;
  /** `connectability` frames since its last snapshot. */
  told: number;
  /** INBOX sequence up to which it was handed what waits for its user. */
  handed: number;
}
