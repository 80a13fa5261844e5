import { setMaxListeners } from 'node:events';
import { type CommandClient, Idle, pause } from '@liaison/bus';
import { type Chance, type Clock, type CommandReply, newUuidV7 } from '@liaison/contracts';
import type { ConnectionId, DisconnectCause, Instant, TerminalId, UserId } from '@liaison/domain';

/** A connection that is over here and has to be over in the log. */
export interface Departure {
  readonly user: UserId;
  readonly terminal: TerminalId;
  readonly connection: ConnectionId;
  readonly cause: DisconnectCause;
  readonly lastSeen: Instant;
}

interface Waiting extends Departure {
  readonly command: string;
  settled(): void;
}

/** Commands at once, and how long after a failure each is sent again. */
const AT_ONCE_MAX = 64;
const RETRY_PAUSE_MS = 500;
const ANSWER_MS = 5_000;
/** Nothing was decided: these are sent again. Whatever else is refused holds already. */
const AGAIN: ReadonlySet<string> = new Set(['unavailable', 'internal']);

/**
 * Tells the access monitor of ended connections until it has taken each, with one command id however
 * often it is sent. Bounded by itself: where nobody takes departures nobody can connect either.
 */
export class Departures {
  private readonly waiting: Waiting[] = [];
  private readonly stopping = new AbortController();
  private working = 0;
  private readonly rest = new Idle(() => this.size === 0);

  constructor(
    private readonly commands: CommandClient,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {
    // Each that waits before it is sent again listens for the end.
    setMaxListeners(AT_ONCE_MAX, this.stopping.signal);
  }

  /** Departures not taken yet. */
  get size(): number {
    return this.waiting.length + this.working;
  }

  /** Resolves when it has been taken, or nobody waits for that any more. */
  add(departure: Departure): Promise<void> {
    const { clock, chance } = this;
    return new Promise((resolve) => {
      const command = newUuidV7({ clock, chance }, 'departure', departure.connection);
      this.waiting.push({ ...departure, command, settled: resolve });
      if (this.working < AT_ONCE_MAX) void this.work();
    });
  }

  /** The lease is lost: the access monitor ends all connections of this gateway by itself. */
  forget(): void {
    for (const one of this.waiting.splice(0)) one.settled();
  }

  /** Resolves when all are taken, or after so many milliseconds; then no more are sent. */
  async drain(patienceMs: number): Promise<void> {
    await this.rest.reached(patienceMs);
    this.stopping.abort();
    this.forget();
  }

  private async work(): Promise<void> {
    this.working++;
    for (let one = this.waiting.shift(); one !== undefined; one = this.waiting.shift()) {
      if (await this.isTaken(one)) {
        one.settled();
        continue;
      }
      this.waiting.push(one);
      const { signal } = this.stopping;
      await pause(RETRY_PAUSE_MS, signal);
      if (signal.aborted) break;
    }
    this.working--;
    this.rest.look();
  }

  private async isTaken(one: Waiting): Promise<boolean> {
    const { command, user, terminal, connection, cause, lastSeen } = one;
    const reply = await this.commands.request(
      'access-monitor',
      'terminal.disconnect',
      {
        command,
        actor: 'app/gateway',
        correlation: command,
        data: { user, terminal, connection, cause, lastSeen },
      },
      { timeoutMs: ANSWER_MS },
    );
    return isDecided(reply);
  }
}

function isDecided(reply: CommandReply): boolean {
  if ('accepted' in reply) return true;
  return 'refused' in reply && !AGAIN.has(reply.refused.code);
}
