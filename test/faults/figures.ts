import { expect } from '@jest/globals';
import type { Load } from '../harness/load.js';
import { logEnd } from '../harness/log.js';
import { metricOf } from '../harness/metrics.js';
import type { BoxName, System } from '../harness/system.js';

const OWNERS: readonly BoxName[] = ['auth', 'access-monitor', 'availability'];
const RATE_OVER_MS = 2_000;

/** What a run prints. */
export interface Figures {
  readonly factsAfter: number;
  readonly takeovers: number;
  readonly staleWritesRefused: number;
}

/** By process. One that has died takes its counts with it: a sum since then is at least this. */
type Counts = ReadonlyMap<string, number>;

interface Moment {
  readonly logEnd: number;
  readonly takeovers: Counts;
  readonly staleWritesRefused: Counts;
}

/** Counts what happens in a system from the moment of a fault on. */
export class Fault {
  private constructor(
    private readonly name: string,
    private readonly system: System,
    private readonly load: Load,
    private readonly before: Moment & { readonly rate: number },
  ) {}

  /** The fault comes next; the load has to be at 100 commands a second. */
  static async next(name: string, system: System, load: Load): Promise<Fault> {
    await load.steady();
    const rate = Math.round(load.ledger.rate(RATE_OVER_MS));
    return new Fault(name, system, load, { rate, ...(await moment(system)) });
  }

  /** Prints the figures; fails where one of those named is 0. */
  async report(mustOccur: readonly (keyof Figures)[]): Promise<void> {
    const { before } = this;
    const now = await moment(this.system);
    const figures = {
      factsAfter: now.logEnd - before.logEnd,
      takeovers: since(before.takeovers, now.takeovers),
      staleWritesRefused: since(before.staleWritesRefused, now.staleWritesRefused),
    };
    this.print(figures);
    for (const name of mustOccur) expect({ [name]: figures[name] }).not.toEqual({ [name]: 0 });
  }

  private print({ factsAfter, takeovers, staleWritesRefused }: Figures): void {
    const { ledger, seats } = this.load;
    const { sent, accepted, refused, unsure, repeats } = ledger;
    const line = [
      `fault: ${this.name}`,
      `${seats.length} terminals, ${this.before.rate} commands/s before it`,
      `facts stored after it ${factsAfter}`,
      `takeovers ${takeovers}`,
      `refused stale writes ${staleWritesRefused}`,
      `commands sent ${sent.size} = accepted ${accepted.size} + refused ${refused.size}`,
      `refused ${JSON.stringify(ledger.refusals())}`,
      `once unknown ${unsure.size}, sent again ${repeats} times`,
    ].join(' | ');
    process.stdout.write(`${line}\n`);
  }
}

async function moment(system: System): Promise<Moment> {
  const sums = async (metric: string): Promise<Counts> => {
    const boxes = await Promise.all(OWNERS.map((box) => metricOf(system, box, metric)));
    return new Map(boxes.flatMap((counts) => [...counts]));
  };
  return {
    logEnd: await logEnd(system),
    takeovers: await sums('liaison_takeovers_total'),
    staleWritesRefused: await sums('liaison_stale_writes_refused_total'),
  };
}

function since(before: Counts, now: Counts): number {
  let sum = 0;
  for (const [process, count] of now) sum += count - (before.get(process) ?? 0);
  return sum;
}
