import type { Bus } from '../connection.js';
import { FACTS } from '../projector/fact-log.js';

/** How far a reader of a log is behind it. */
export interface Lag {
  /** `availability`, or of events of services `notification`. */
  readonly reader: string;
  /** What it reads: `partition 3`, `calendar`. */
  readonly of: string;
  /** Since when the oldest message waits that it is not through with, milliseconds of the engine's clock; absent: it is through. */
  readonly waitingSinceMs?: number;
}

/** The projector that keeps a checkpoint in every partition. */
const PROJECTOR = 'availability';
const MATCHER = 'notification';
const CKPT = 'CKPT';
const EVENTS_IN = 'EVENTS_IN';
const DELIVERY = 'DELIVERY';

/** What is not folded yet of the log, by partition. Throws where FACTS or CKPT is missing. */
export function projectorLags(bus: Pick<Bus, 'jsm' | 'subjects'>): Promise<readonly Lag[]> {
  const { jsm, subjects } = bus;
  return Promise.all(
    [...Array(subjects.partitions).keys()].map(async (partition) => {
      const at = { last_by_subj: subjects.checkpoint(PROJECTOR, partition) };
      const stored = await jsm.streams.getMessage(CKPT, at);
      const through = stored?.json<{ readonly sequence: number }>().sequence ?? 0;
      const next = { stream: FACTS, filter: subjects.factsOf(partition), through };
      return { reader: PROJECTOR, of: `partition ${partition}`, ...(await waiting(bus, next)) };
    }),
  );
}

/** Names that checkpoints lie under, each with how many partitions there are of it. */
export async function checkpointNames(
  bus: Pick<Bus, 'jsm' | 'subjects'>,
): Promise<ReadonlyMap<string, number>> {
  const { jsm, subjects } = bus;
  const { state } = await jsm.streams.info(CKPT, { subjects_filter: subjects.checkpoints() });
  const names = new Map<string, number>();
  for (const subject of Object.keys(state.subjects ?? {})) {
    const projector = subjects.projectorOf(subject);
    names.set(projector, (names.get(projector) ?? 0) + 1);
  }
  return names;
}

/** What is not matched yet of services' events, by sender. Throws where a stream is missing. */
export async function matchingLags(bus: Pick<Bus, 'jsm' | 'subjects'>): Promise<readonly Lag[]> {
  const { jsm, subjects } = bus;
  const wanted = { subjects_filter: subjects.eventsInAll() };
  const { state } = await jsm.streams.info(EVENTS_IN, wanted);
  const all = Object.keys(state.subjects ?? {}).map((one) => subjects.parseEventIn(one)?.service);
  const senders = new Set(all.filter((sender) => sender !== undefined));
  return Promise.all(
    [...senders].map(async (sender) => {
      const at = { last_by_subj: subjects.fact({ kind: 'matched', service: sender }) };
      const last = await jsm.streams.getMessage(DELIVERY, at);
      const through = last?.json<MatchedBody>().data.head.lastSequence ?? 0;
      const next = {
        stream: EVENTS_IN,
        filter: subjects.eventsInOf(sender),
        through,
      };
      return { reader: MATCHER, of: sender, ...(await waiting(bus, next)) };
    }),
  );
}

interface MatchedBody {
  readonly data: { readonly head: { readonly lastSequence: number } };
}

/** The first message behind a place in a stream, by when it was recorded. */
async function waiting(
  { jsm }: Pick<Bus, 'jsm'>,
  { stream, filter, through }: { stream: string; filter: string; through: number },
): Promise<Pick<Lag, 'waitingSinceMs'>> {
  const next = await jsm.direct.getMessage(stream, { seq: through + 1, next_by_subj: filter });
  return next === null ? {} : { waitingSinceMs: next.time.getTime() };
}

/** Messages in PARKED by what they are about: `projector.availability`, `service.weather`. */
export async function parkedCounts(
  bus: Pick<Bus, 'jsm' | 'subjects'>,
): Promise<ReadonlyMap<string, number>> {
  const wanted = { subjects_filter: bus.subjects.parkedAll() };
  const { state } = await bus.jsm.streams.info('PARKED', wanted);
  const counts = Object.entries(state.subjects ?? {});
  return new Map(
    counts.map(([subject, count]) => [subject.slice(wanted.subjects_filter.length - 1), count]),
  );
}
