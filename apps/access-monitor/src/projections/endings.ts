import { type FactStore, KeyedTasks } from '@liaison/bus';
import { METER, type Counter, type Meter, accountOfShut, terminalCodec } from '@liaison/contracts';
import { type Instant, disconnectTerminal } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Connected } from './connections.js';
import { mayConnect } from './entitlement.js';

/** Connections ended at once: 5,000 of a dead gateway are through within 2 s (I6). */
const AT_ONCE_MAX = 64;

/** An ending whose outcome is not known, or that could not be stored; it is tried again. */
export class EndingUnsure extends Error {
  override readonly name = 'EndingUnsure';
}

interface Ending {
  readonly command: string;
  readonly cause: 'lost' | 'kicked';
  /** undefined: now. */
  readonly lastSeen?: Instant;
}

/** Ends connections nobody closes. All that decides is looked at again at the terminal's last fact. */
@Injectable()
export class Endings {
  readonly #log = new Logger('endings');
  readonly #tasks = new KeyedTasks(AT_ONCE_MAX, (connection, error) =>
    this.#log.warn(`connection ${connection} is not ended yet: ${String(error)}`),
  );
  readonly #ended: Counter;

  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(METER) meter: Meter,
  ) {
    this.#ended = meter.counter(
      'liaison_terminals_ended_total',
      'Connections the access monitor ended, by cause',
      ['cause'],
    );
  }

  /** Its gateway is gone. `wanted` is asked again when its turn has come. */
  lose(connected: Connected, lastSeen: Instant | undefined, wanted: () => boolean): void {
    const { connection, since } = connected;
    // It was there when it connected, whatever the lease says.
    const seen = lastSeen !== undefined && lastSeen > since ? lastSeen : since;
    this.#tasks.add(connection, async () => {
      if (!wanted()) return;
      await this.#end(connected, { command: `lost:${connection}`, cause: 'lost', lastSeen: seen });
    });
  }

  /** Its user may not act any more, or it is not enrolled: if the account's leader says so too. */
  kick(connected: Connected, wanted: () => boolean): void {
    const { user, terminal, connection, fact } = connected;
    this.#tasks.add(connection, async () => {
      if (!wanted()) return;
      const last = await this.facts.lastShut({ kind: 'account', user }, 'leader');
      if (last !== undefined && mayConnect(accountOfShut(last), terminal)) return;
      await this.#end(connected, { command: `kick:${fact}`, cause: 'kicked' });
    });
  }

  /** Resolves once nothing is under way. */
  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  async #end(connected: Connected, ending: Ending): Promise<void> {
    const { user, terminal, connection, correlation, fact } = connected;
    const { command, cause } = ending;
    const outcome = await this.facts.execute(
      terminalCodec,
      { kind: 'terminal', user, terminal },
      {
        command,
        actor: 'app/access-monitor',
        correlation,
        causation: fact,
        produces: ['TerminalDisconnected'],
      },
      ({ state, now }) => {
        const { lastSeen = now } = ending;
        return disconnectTerminal(state, {
          connection,
          cause,
          lastSeen: lastSeen < now ? lastSeen : now,
        });
      },
    );
    if ('accepted' in outcome && !outcome.repeated) this.#ended.add({ cause });
    if ('unknown' in outcome || ('refused' in outcome && !isOver(outcome.refused.code))) {
      throw new EndingUnsure('refused' in outcome ? outcome.refused.code : 'no answer');
    }
  }
}

/** Ended otherwise, or a newer connection has taken its place: nothing is left to do. */
function isOver(code: string): boolean {
  return code === 'not-connected' || code === 'superseded';
}
