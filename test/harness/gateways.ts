import { historyOf } from './log.js';
import type { Program } from './processes.js';
import type { System } from './system.js';

/** Under which id a gateway serves terminals now, as it says itself. */
export function gatewayId({ lines }: Program): string {
  const said = lines.findLast((line) => line.includes('serves terminals as gateway'));
  return /as gateway ([0-9a-f]+)/.exec(said ?? '')?.[1] ?? '';
}

/** The id of the gateway that a terminal was connected through last. */
export async function gatewayOf(
  system: System,
  { user, terminal }: { readonly user: string; readonly terminal: string },
): Promise<string> {
  const facts = await historyOf(system, `terminal.${user}.${terminal}`);
  return String(facts.findLast(({ data }) => data?.['gateway'] !== undefined)?.data?.['gateway']);
}
