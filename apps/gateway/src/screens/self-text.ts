import type { SelfDocument } from '@liaison/contracts';

/** Params of `self` as JSON text: what is active, one's own state and terminals. */
export function selfText(self: SelfDocument): string {
  const { active, state } = self;
  const terminals = self.terminals.map(({ terminal, kind, label, connection, network }) => ({
    terminal,
    kind,
    label,
    connected: connection !== undefined,
    network,
  }));
  return JSON.stringify({ ...active, state, terminals });
}
