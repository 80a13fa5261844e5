import type { ProfileDocument } from '../profile/document.js';
import type { ModeId } from '../words.js';
import { RulePeriods } from './rule-periods.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Days ahead that are looked at for the next change, first one, then twice as many, and so on. */
export const LOOK_AHEAD_DAYS = 1023;
/**
 * Periods that one look goes through, of whatever rules: where they cover without an end there is no
 * change to find. A window more may be gone through, so twice as many at the most.
 */
export const PERIODS_LOOKED_MAX = 20_000;
/** The last instant that has 24 characters. */
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** From `at` on, in milliseconds since the epoch, these modes' rules cover and others did before. */
export interface Change {
  readonly at: number;
  /** Absent: nothing changes until then, and later has not been looked at. */
  readonly covers?: readonly ModeId[];
}

/** From one instant to another, which is the first change later than it, these modes' rules cover. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly covers: readonly ModeId[];
}

interface RuledMode {
  readonly mode: ModeId;
  readonly rules: readonly RulePeriods[];
}

interface Edge {
  readonly at: number;
  readonly mode: number;
  readonly by: 1 | -1;
}

/** When the modes of a document cover, as its rules say. */
export class Prediction {
  /** By `order`. */
  private readonly modes: readonly RuledMode[];
  /** Where the next change was found last: who asks for it asks there again. */
  private stretch: Stretch | undefined;

  constructor(document: ProfileDocument) {
    this.modes = document.modes
      .filter(({ rules }) => rules !== undefined && rules.length > 0)
      .sort((one, other) => one.order - other.order)
      .map(({ mode, rules = [] }) => ({
        mode,
        rules: rules.map((rule) => new RulePeriods(rule, document.zone)),
      }));
  }

  coversAt(ms: number): readonly ModeId[] {
    return this.stretchAt(ms)?.covers ?? this.coveringAt(ms);
  }

  /** The first change later than an instant, or the end of what is looked at; undefined: none. */
  changeAfter(ms: number): number | undefined {
    const known = this.stretchAt(ms);
    if (known !== undefined) return known.to;
    const [next] = this.changesAfter(ms);
    if (next?.covers !== undefined) {
      this.stretch = { from: ms, to: next.at, covers: this.coveringAt(ms) };
    }
    return next?.at;
  }

  private stretchAt(ms: number): Stretch | undefined {
    const { stretch } = this;
    return stretch !== undefined && stretch.from <= ms && ms < stretch.to ? stretch : undefined;
  }

  private coveringAt(ms: number): readonly ModeId[] {
    return this.modes.filter(({ rules }) => rules.some((rule) => covers(rule, ms))).map(idOf);
  }

  /** The changes later than an instant, in order, and no look further than to `limitMs`. */
  *changesAfter(afterMs: number, limitMs = LAST_MS): Generator<Change> {
    const until = Math.min(afterMs + LOOK_AHEAD_DAYS * DAY_MS, limitMs);
    let from = afterMs;
    let days = 1;
    let looked = 0;
    while (from < until && looked < PERIODS_LOOKED_MAX && !this.isOverBy(from)) {
      const to = Math.min(from + days * DAY_MS, LAST_MS);
      looked += yield* this.changesIn(from, to);
      from = to;
      days *= 2;
    }
    if (from < LAST_MS && !this.isOverBy(from)) yield { at: from };
  }

  private isOverBy(ms: number): boolean {
    return this.modes.every(({ rules }) => rules.every((rule) => rule.endMs <= ms));
  }

  /**
   * The changes in `(from, to]`; answers how many periods it went through. Modes are counted in: one
   * covers while any of its periods lasts.
   */
  private *changesIn(from: number, to: number): Generator<Change, number> {
    const counts = this.modes.map(() => 0);
    const edges: Edge[] = [];
    for (const [mode, { rules }] of this.modes.entries()) {
      for (const period of rules.flatMap((rule) => [...rule.between(from, to)])) {
        edges.push({ at: period.from, mode, by: 1 }, { at: period.to, mode, by: -1 });
      }
    }
    edges.sort((one, other) => one.at - other.at);
    let before = '';
    for (const [place, { at, mode, by }] of edges.entries()) {
      if (at > to) break;
      counts[mode] = (counts[mode] ?? 0) + by;
      if (edges[place + 1]?.at === at) continue;
      const covering = this.modes.filter((_, index) => (counts[index] ?? 0) > 0).map(idOf);
      const now = covering.join(' ');
      if (at > from && now !== before) yield { at, covers: covering };
      before = now;
    }
    return edges.length / 2;
  }
}

const idOf = ({ mode }: RuledMode): ModeId => mode;

function covers(rule: RulePeriods, ms: number): boolean {
  for (const { from, to } of rule.between(ms, ms)) if (from <= ms && ms < to) return true;
  return false;
}

const predictions = new WeakMap<ProfileDocument, Prediction>();

/** The prediction of a document; made once, kept as long as the document itself. */
export function predictionOf(document: ProfileDocument): Prediction {
  const known = predictions.get(document);
  if (known) return known;
  const prediction = new Prediction(document);
  predictions.set(document, prediction);
  return prediction;
}
