import type { UploadedMode } from './document.js';
import type { Model } from './model.js';

const KINDS = ['phone', 'softphone', 'browser'];

/** Where a call goes, and by which step. */
export interface CalledTo {
  readonly step: number;
  readonly target: Readonly<Record<string, string | true>>;
}

/** The rule of the call target, from its text: the first step that applies. */
export function callTarget(model: Model, user: string, caller: string | undefined): CalledTo {
  const who = model.people.of(user);
  const none = { none: true } as const;
  if (who.status !== 'registered') return { step: 1, target: none };
  if (caller !== undefined && who.blocked.has(caller)) return { step: 1, target: none };
  const mode = model.people.world.modeForCall(user, caller) as unknown as UploadedMode | undefined;
  const applicable = mode?.availability.state === 'unknown' ? undefined : mode;
  const { state, number = '' } = applicable?.availability ?? {};
  if (state === 'transfer') return { step: 2, target: { number } };
  const transfer = ready(model, user).find(({ terminal }) => terminal === mode?.transferTerminal);
  if (applicable !== undefined && transfer !== undefined) return { step: 3, target: transfer };
  if (state === 'not-available') return { step: 4, target: none };
  const { callTerminal } = model.offices.selected(user);
  const selected = ready(model, user).find(({ terminal }) => terminal === callTerminal);
  if (selected !== undefined) return { step: 5, target: selected };
  const [first] = ready(model, user);
  return first === undefined ? { step: 7, target: none } : { step: 6, target: first };
}

/** Connected terminals by kind, then the latest connected. */
function ready({ people }: Model, user: string): { readonly terminal: string; kind: string }[] {
  const at = (terminal: string): number =>
    people.connectedAt.get(`terminal.${user}.${terminal}`) ?? 0;
  return (people.terminals.get(user) ?? [])
    .filter(({ terminal }) => people.isConnected(user, terminal))
    .toSorted(
      (a, b) =>
        KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || at(b.terminal) - at(a.terminal),
    )
    .map(({ terminal, kind }) => ({ terminal, kind }));
}
