import type { SelfDocument } from '@liaison/contracts';

/** Params of `self` as JSON text, without what waits: what is active, one's own state, terminals and call target. */
export function selfText(self: SelfDocument): string {
  const { active, state, callTarget } = self;
  const terminals = self.terminals.map(({ terminal, kind, label, connection, network }) => ({
    terminal,
    kind,
    label,
    connected: connection !== undefined,
    network,
  }));
  const { notification: _, ...shown } = active ?? {};
  return JSON.stringify({ ...shown, state, terminals, callTarget });
}

/** The same with how many items only a fetch gives, where there are any. */
export const withWaiting = (text: string, waiting: number): string =>
  waiting === 0 ? text : `${text.slice(0, -1)},"waiting":${waiting}}`;
