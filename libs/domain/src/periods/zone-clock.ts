import { Temporal } from 'temporal-polyfill';

const DAY_MS = 24 * 60 * 60 * 1000;
/** An offset is asked for again so long after it was, though no change of it be known. */
const UNCHANGED_MS = 366 * DAY_MS;
/** Spans of one offset that are remembered of a zone. */
const SPANS_MAX = 64;
/** Zones that are remembered; the tz database names some 600. */
const ZONES_MAX = 1_000;

/** `[from, to)`, in milliseconds since the epoch, with one offset from UTC. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly offsetMs: number;
}

/** The clock on the walls of one zone. What Temporal said of its offsets is remembered. */
export class ZoneClock {
  private readonly spans: Span[] = [];

  constructor(private readonly zone: string) {}

  /**
   * The instant of a local time, both in milliseconds: in a gap it is read with the offset before
   * it, an ambiguous one is the first. `wallMs` is read as if its clock were UTC.
   */
  instantOf(wallMs: number): number {
    const before = this.offsetAt(wallMs - DAY_MS);
    const after = this.offsetAt(wallMs + DAY_MS);
    if (before === after) return wallMs - before;
    const [first, second] = before > after ? [before, after] : [after, before];
    if (this.offsetAt(wallMs - first) === first) return wallMs - first;
    if (this.offsetAt(wallMs - second) === second) return wallMs - second;
    return wallMs - before;
  }

  private offsetAt(ms: number): number {
    const known = this.spans.find((span) => span.from <= ms && ms < span.to);
    if (known) return known.offsetMs;
    const span = spanAt(ms, this.zone);
    if (this.spans.length >= SPANS_MAX) this.spans.length = 0;
    this.spans.unshift(span);
    return span.offsetMs;
  }
}

const clocks = new Map<string, ZoneClock>();

/** The clock of a zone of the IANA tz database. */
export function clockOf(zone: string): ZoneClock {
  const known = clocks.get(zone);
  if (known) return known;
  if (clocks.size >= ZONES_MAX) clocks.clear();
  const clock = new ZoneClock(zone);
  clocks.set(zone, clock);
  return clock;
}

function spanAt(ms: number, zone: string): Span {
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const last = at.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  const next = at.getTimeZoneTransition('next');
  return {
    from: Math.max(last?.epochMilliseconds ?? -Infinity, ms - UNCHANGED_MS),
    to: Math.min(next?.epochMilliseconds ?? Infinity, ms + UNCHANGED_MS),
    offsetMs: at.offsetNanoseconds / 1e6,
  };
}
