import { limits } from '@liaison/contracts';
import type {
  ConnectionId,
  CredentialId,
  DisconnectCause,
  TerminalId,
  UserId,
} from '@liaison/domain';
import type { Outlet } from '../networks/outlet.js';
import type { Screen } from '../screens/screen.js';
import { type Allowance, savedMsMax } from './allowance.js';

/**
 * `passing`: one request that is no connection's: it may log in or enrol · `open`: it may connect too ·
 * `connecting`: `terminal.connect` is on its way · `connected` · `ended`: nothing more is taken or told.
 */
export type Phase = 'passing' | 'open' | 'connecting' | 'connected' | 'ended';

/** One terminal's way in and out of this gateway, from the handshake to its end. */
export class Connection implements Screen, Allowance {
  phase: Phase = 'open';
  /** Of the token shown last; empty: none yet. */
  user: UserId = '';
  /** When that token ends, milliseconds since the epoch; 0: none yet. */
  tokenEndsMs = 0;
  /** Of `terminal.connect`; empty before. */
  terminal: TerminalId = '';
  connection: ConnectionId = '';
  connectedAt = 0;
  /** Of the token shown last. */
  family: CredentialId = '';
  familyAt = 0;
  /** The last `auth.login` on this connection: whose, and when (monotonic). */
  login: { readonly user: UserId; readonly atMs: number } | undefined;
  told = 0;
  handed = 0;
  savedMs = savedMsMax(limits);
  countedAtMs: number;
  /** Until when the terminal has to connect (monotonic), while nothing of it is being answered. */
  connectByMs: number;
  inFlight = 0;
  /** Once ended: what is recorded of it; undefined: that is recorded by others. */
  cause: DisconnectCause | undefined;

  constructor(
    readonly outlet: Outlet,
    nowMs: number,
  ) {
    this.countedAtMs = nowMs;
    this.connectByMs = nowMs + limits.authenticateMs;
  }

  get isOpen(): boolean {
    return this.phase !== 'ended';
  }

  /** Who asks, as facts name them. */
  get actor(): string {
    if (this.user === '') return 'app/gateway';
    return this.terminal === '' ? `user/${this.user}` : `user/${this.user}/${this.terminal}`;
  }

  /** A request begins: what we take to answer is not the terminal's time. */
  begin(nowMs: number): void {
    if (this.inFlight === 0) this.connectByMs -= nowMs;
    this.inFlight++;
  }

  /** It is answered. */
  finish(nowMs: number): void {
    this.inFlight--;
    if (this.inFlight === 0) this.connectByMs += nowMs;
  }
}
