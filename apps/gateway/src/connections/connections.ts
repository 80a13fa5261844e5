import type { Clock } from '@liaison/contracts';
import type { DisconnectCause } from '@liaison/domain';
import type { Closing, ClosingCode, Ending, Outlet } from '../networks/outlet.js';
import { Connection } from './connection.js';
import type { Departures } from './departures.js';

/** What is recorded of a connection that we end; undefined: others have recorded it, or will. */
const causes: Readonly<Record<ClosingCode, DisconnectCause | undefined>> = {
  superseded: undefined,
  kicked: undefined,
  revoked: undefined,
  'lease-lost': 'lost',
  slow: 'lost',
  draining: 'closed',
  expired: 'expired',
};

/** When a terminal may come back: spread, so that not all come at once. */
const COME_BACK_MS: Readonly<Partial<Record<ClosingCode, number>>> = {
  draining: 200,
  'lease-lost': 1_000,
  slow: 2_000,
};
const SPREAD_MS_MIN = 1_000;
const SPREAD_MS_PER_CONNECTION = 1;

/** All connections of this gateway, connected or not yet. */
export class Connections {
  private readonly all = new Set<Connection>();
  private readonly left: ((connection: Connection) => void)[] = [];

  constructor(
    private readonly departures: Departures,
    private readonly clock: Clock,
  ) {}

  /** Told of every connection that has ended: nothing more may be told to it. */
  onLeft(listener: (connection: Connection) => void): void {
    this.left.push(listener);
  }

  get size(): number {
    return this.all.size;
  }

  get connected(): number {
    let connected = 0;
    for (const connection of this.all) if (connection.phase === 'connected') connected++;
    return connected;
  }

  open(outlet: Outlet): Connection {
    const connection = new Connection(outlet, performance.now());
    this.all.add(connection);
    return connection;
  }

  /** We end it, and say why. */
  end(connection: Connection, code: ClosingCode, cause = causes[code]): void {
    if (!connection.isOpen) return;
    connection.outlet.end(this.closingOf(code));
    this.finish(connection, cause, this.clock.ms());
  }

  endAll(code: ClosingCode): void {
    for (const connection of this.all) this.end(connection, code);
  }

  /** Its network has lost it, or its terminal has closed it. */
  gone(connection: Connection, ending: Ending, lastSeenMs: number): void {
    if (connection.isOpen) this.finish(connection, ending, lastSeenMs);
  }

  /** The terminal has asked for its end; resolves when that is in the log, or will be. */
  async leave(connection: Connection): Promise<void> {
    this.close(connection);
    await this.depart(connection, 'closed', this.clock.ms());
  }

  /** Ends what has not connected in time, and what shows a token that has ended. */
  sweep(): void {
    const nowMs = performance.now();
    const clockMs = this.clock.ms();
    for (const connection of this.all) {
      const isLate =
        connection.phase === 'open' && connection.inFlight === 0 && connection.connectByMs <= nowMs;
      const isExpired = connection.phase === 'connected' && connection.tokenEndsMs <= clockMs;
      if (isLate || isExpired) this.end(connection, 'expired');
    }
  }

  /** What the log has to hear of an ended connection, however far it had come. */
  depart(connection: Connection, cause: DisconnectCause, lastSeenMs: number): Promise<void> {
    const { user, terminal, connection: id } = connection;
    const lastSeen = new Date(lastSeenMs).toISOString();
    return this.departures.add({ user, terminal, connection: id, cause, lastSeen });
  }

  private finish(
    connection: Connection,
    cause: DisconnectCause | undefined,
    lastSeenMs: number,
  ): void {
    const wasConnected = connection.phase === 'connected';
    connection.cause = cause;
    this.close(connection);
    // While it is connecting, whoever connects it sees that it has ended and records that.
    if (wasConnected && cause !== undefined) void this.depart(connection, cause, lastSeenMs);
  }

  private close(connection: Connection): void {
    connection.phase = 'ended';
    this.all.delete(connection);
    for (const listener of this.left) listener(connection);
  }

  private closingOf(code: ClosingCode): Closing {
    const comeBackMs = COME_BACK_MS[code];
    if (comeBackMs === undefined) return { code };
    const spreadMs = Math.max(SPREAD_MS_MIN, this.all.size * SPREAD_MS_PER_CONNECTION);
    return { code, retryAfterMs: comeBackMs + Math.floor(Math.random() * spreadMs) };
  }
}
