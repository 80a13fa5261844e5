import { until } from '../harness/await.js';
import type { Seat } from '../harness/load-user.js';
import { type RecordedFact, wholeLog } from '../harness/log.js';
import type { System } from '../harness/system.js';

/** Ends of connections among facts, by connection. */
export const ended = (facts: readonly RecordedFact[]): Map<string, RecordedFact> =>
  new Map(
    facts
      .filter(({ type }) => type === 'liaison.terminal.disconnected.v1')
      .map((fact) => [String(fact.data?.['connection']), fact]),
  );

export const connectionsOf = (seats: readonly Seat[]): string[] =>
  seats.map(({ connection }) => connection ?? '');

const isOpen = ({ line }: Seat): boolean => line?.isOpen === true;

/** Waits until terminals whose gateway is gone are connected again; answers their connections. */
export async function areBack(seats: readonly Seat[], withinMs?: number): Promise<string[]> {
  await until('they are connected again', () => seats.every(isOpen), withinMs);
  return connectionsOf(seats);
}

/** How many have another connection by now. */
export function disturbed(seats: readonly Seat[], before: readonly string[]): number {
  return connectionsOf(seats).filter((connection, n) => connection !== before[n]).length;
}

/** Waits until each of these connections has ended in the log; answers their ends. */
export function endsOf(
  system: System,
  connections: readonly string[],
  { after, withinMs }: { readonly after: number; readonly withinMs: number },
): Promise<readonly RecordedFact[]> {
  return until(
    'everybody who is not back is lost',
    async () => {
      const all = ended(await wholeLog(system, after));
      const found = connections.flatMap((connection) => all.get(connection) ?? []);
      return found.length === connections.length && found;
    },
    withinMs,
  );
}
