import type { Bus } from '@liaison/bus';
import type { Clock, Counter, ShownRecord } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import type { Viewer } from '../screens/viewer.js';

/** Records are stored so long after they were made, together. */
const FLUSH_MS = 100;
/** On their way to the engine at once. */
const IN_FLIGHT_MAX = 256;
/** What waits to be stored; what comes beyond it is lost and counted. */
const WAITING_MAX = 100_000;

export interface ShownLogParts {
  readonly bus: Pick<Bus, 'js' | 'subjects'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Records that could not be stored. */
  readonly lost: Counter;
}

/**
 * Writes to SHOWN what the terminals here were told, beside the path of a push: noting costs an
 * array's place, storing comes later. A record that cannot be stored is lost, never waited for.
 */
export class ShownLog {
  private waiting: { readonly user: UserId; readonly record: ShownRecord }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private storing: Promise<void> = Promise.resolve();

  constructor(private readonly parts: ShownLogParts) {}

  /** These viewers have just been told this of a user. */
  note(user: UserId, told: ShownRecord['told']): void {
    if (told.length === 0) return;
    if (this.waiting.length >= WAITING_MAX) return this.parts.lost.add();
    this.waiting.push({ user, record: { time: this.parts.clock.now(), told } });
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  /** A viewer has just been shown a whole list. */
  noteList({ user: viewer, targets, told }: Pick<Viewer, 'user' | 'targets' | 'told'>): void {
    targets.forEach(({ user }, place) => this.note(user, [[viewer, told[place] ?? 'unknown']]));
  }

  /** Stores what waits; resolves when that is done. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const records = this.waiting;
    this.waiting = [];
    this.storing = this.storing.then(() => this.store(records));
    return this.storing;
  }

  /** Never rejects. */
  private async store(records: typeof this.waiting): Promise<void> {
    const { js, subjects } = this.parts.bus;
    for (let from = 0; from < records.length; from += IN_FLIGHT_MAX) {
      const some = records.slice(from, from + IN_FLIGHT_MAX);
      const sent = some.map(async ({ user, record }) =>
        js.publish(subjects.shown(user), JSON.stringify(record)),
      );
      const lost = (await Promise.allSettled(sent)).filter(({ status }) => status === 'rejected');
      if (lost.length > 0) this.parts.lost.add({}, lost.length);
    }
  }
}
