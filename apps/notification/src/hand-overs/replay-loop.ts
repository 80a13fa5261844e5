import { type Bus, EVENTS_OUT, readToEnd } from '@liaison/bus';
import type { ServiceId } from '@liaison/domain';
import { NotMine, OwnedWork } from '../owned-work.js';
import type { CopyEndings, EndingParts } from './copy-endings.js';

const AGAIN_MS = 1_000;
/** Servers' clocks may differ by so much. */
const CLOCKS_MS = 60_000;

interface Parts extends Pick<EndingParts, 'bus' | 'standings' | 'places'> {
  readonly endings: CopyEndings;
}

/**
 * Hands over once more, in the order that was recorded, what operators replay of one service; first
 * what an owner before has recorded and not carried out.
 */
export class ReplayLoop {
  readonly #work: OwnedWork;
  #waiting: string[] = [];
  #woken: (() => void) | undefined;

  constructor(
    private readonly parts: Parts,
    private readonly service: ServiceId,
    private readonly mine: () => boolean,
  ) {
    this.#work = new OwnedWork('replay', {
      undone: `what is replayed of ${service} is not out yet`,
      againMs: AGAIN_MS,
      turn: () => this.#replay(),
    });
  }

  /** For readiness: what is wrong, or undefined. */
  get fault(): string | undefined {
    return this.#work.fault;
  }

  start(): void {
    this.#work.start();
  }

  /** A copy is recorded as replayed. */
  add(copy: string): void {
    this.#waiting.push(copy);
    this.#woken?.();
  }

  stop(): Promise<void> {
    return this.#work.stop(() => this.#woken?.());
  }

  async #replay(): Promise<number> {
    await this.#leftOver();
    this.#work.isWell();
    await this.#goOn();
    return 0;
  }

  async #goOn(): Promise<void> {
    const { endings } = this.parts;
    while (!this.#work.isStopping) {
      const [copy] = this.#waiting;
      if (copy === undefined) {
        await new Promise<void>((resolve) => (this.#woken = resolve));
        continue;
      }
      await endings.handOverAgain(this.service, copy, notYet, () => this.#stillMine());
      this.#waiting.shift();
    }
  }

  /** What lies in PARKED, and is parked no more. */
  async #leftOver(): Promise<void> {
    const { bus, standings, places, endings } = this.parts;
    await Promise.all([standings.current(), places.current()]);
    const left = [...places.of(this.service).keys()].flatMap((copy) => {
      const ending = standings.of(this.service).of(copy);
      return ending === undefined || ending.is === 'parked' ? [] : [{ copy, ending }];
    });
    if (left.length === 0) return;
    left.sort((a, b) => a.ending.revision - b.ending.revision);
    const since = Date.parse(left[0]?.ending.time ?? '') - CLOCKS_MS;
    const there = await namesSince(bus, this.service, since);
    const isThere = (name: string): Promise<boolean> => Promise.resolve(there.has(name));
    for (const { copy, ending } of left) {
      if (this.#work.isStopping) return;
      const stillMine = (): void => this.#stillMine();
      if (ending.is === 'expired') await endings.dropParked(this.service, copy);
      else await endings.handOverAgain(this.service, copy, isThere, stillMine);
    }
    const done = new Set(left.map(({ copy }) => copy));
    this.#waiting = this.#waiting.filter((copy) => !done.has(copy));
  }

  #stillMine(): void {
    if (!this.mine()) throw new NotMine(`another replica replays for ${this.service}`);
  }
}

const notYet = (): Promise<boolean> => Promise.resolve(false);

/** Names under which copies of a service were stored since an instant by our clock. */
async function namesSince(
  bus: Bus,
  service: ServiceId,
  sinceMs: number,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const from = { sinceMs: bus.times.toEngine(sinceMs) };
  const filter = bus.subjects.eventsOut(service);
  await readToEnd(bus, { stream: EVENTS_OUT, filter, from, headersOnly: true }, ({ headers }) => {
    names.add(headers?.get('Nats-Msg-Id') ?? '');
  });
  return names;
}
