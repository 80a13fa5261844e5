import type { RawFact } from './raw-fact.js';
import { ReferenceWorld } from './reference.js';

interface Effect {
  readonly at: string;
  readonly fact: RawFact;
}

/** The world as the server held it at an instant: what was recorded by then, and what ends by itself. */
export function heldBy(facts: readonly RawFact[], instant: string): ReferenceWorld {
  return folded(
    facts.map((fact) => ({ at: fact.time, fact })),
    instant,
  );
}

/** The world as it was in truth: every boundary and expiry at its own instant, all else as recorded. */
export function truthAt(facts: readonly RawFact[], instant: string): ReferenceWorld {
  return folded(facts.flatMap(effectsOf), instant);
}

/** What a fact settles comes first, each boundary at its own instant. */
function effectsOf(fact: RawFact): Effect[] {
  const box = fact.box === 'erased' || fact.box === undefined ? {} : fact.box;
  const passed = (box['passed'] ?? []) as readonly { at: string; covering: readonly string[] }[];
  const boundaries = passed.map(({ at, covering }) => ({
    at,
    fact: changed(fact.subject, at, covering),
  }));
  const effectiveAt = fact.data['effectiveAt'] as string | undefined;
  return [...boundaries, { at: effectiveAt ?? fact.time, fact }];
}

function changed(subject: string, at: string, covering: readonly string[]): RawFact {
  const said = { data: { effectiveAt: at }, box: { covering } };
  return {
    type: 'liaison.profile.periods-changed.v1',
    subject,
    id: '',
    time: at,
    revision: 0,
    ...said,
  };
}

function folded(effects: readonly Effect[], instant: string): ReferenceWorld {
  const world = new ReferenceWorld();
  const ends = new Ends();
  const inOrder = effects
    .map((effect, place) => ({ ...effect, place }))
    .filter(({ at }) => at <= instant)
    .toSorted((a, b) => (a.at === b.at ? a.place - b.place : a.at < b.at ? -1 : 1));
  for (const { fact } of inOrder) {
    world.fold(fact);
    ends.see(fact);
  }
  for (const fact of ends.by(instant)) world.fold(fact);
  return world;
}

/** A grant too: the one before is replaced. */
const ENDS_GRANT: ReadonlySet<string> = new Set(['granted', 'denied', 'withdrawn', 'expired']);

/** What ends by itself: manual modes and grants, whose ends the facts that began them name. */
class Ends {
  private readonly covering = new Map<string, readonly string[]>();
  private readonly grants = new Map<string, string>();

  see(fact: RawFact): void {
    const box = fact.box === 'erased' || fact.box === undefined ? {} : fact.box;
    const covering = box['covering'] as readonly string[] | undefined;
    if (covering !== undefined) this.covering.set(fact.subject, covering);
    const [, aggregate, verb] = fact.type.split('.');
    if (aggregate !== 'consent') return;
    if (ENDS_GRANT.has(verb ?? '')) this.grants.delete(fact.subject);
    const end = fact.data['expiresAt'] as string | undefined;
    if (verb === 'granted' && end !== undefined) this.grants.set(fact.subject, end);
  }

  by(instant: string): RawFact[] {
    const modes = [...this.covering].map(([subject, covering]) =>
      changed(subject, instant, covering),
    );
    const over = [...this.grants].filter(([, end]) => end <= instant);
    const expired = over.map(([subject, end]) => ({
      type: 'liaison.consent.expired.v1',
      subject,
      id: '',
      time: end,
      revision: 0,
      data: { effectiveAt: end },
    }));
    return [...modes, ...expired];
  }
}
