import { Random } from '../model/random.js';

const GRAPH_SEED = 20_260_105;

/** Who user `index` sees and, the ring being symmetric, who sees them: i ± d mod N. */
export function contactsOf(index: number, degree: number, size: number): string[] {
  return offsets(degree, size).flatMap((d) => [
    `u${(index + d) % size}`,
    `u${(index - d + size) % size}`,
  ]);
}

/** K/2 pseudo-random distances, always the same; the fewer contacts, the first of them. */
function offsets(degree: number, size: number): number[] {
  const random = new Random(GRAPH_SEED);
  const found = new Set<number>();
  while (found.size < degree / 2) found.add(1 + random.below(Math.floor(size / 2) - 1));
  return [...found];
}

/** The profile of a degree: two modes, one in which its user can be reached and one in which not. */
export function profileOf(degree: number, contacts: readonly string[]): object {
  return {
    profile: `k${degree}`,
    label: `${degree} contacts`,
    zone: 'Europe/Paris',
    contacts,
    authorisation: 'open',
    defaultMode: 'here',
    modes: [mode('here', 1, 'available'), mode('away', 2, 'not-available')],
  };
}

function mode(name: string, order: number, state: string): object {
  return {
    mode: name,
    order,
    availability: { state },
    audience: { everyone: true },
    notification: 'immediate',
  };
}
