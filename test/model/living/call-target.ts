import type { UploadedMode } from './document.js';
import type { Model } from './model.js';

const none = { none: true } as const;
const KINDS = ['phone', 'softphone', 'browser'];

/** Where a call goes, and by which step. */
export interface CalledTo {
  readonly step: number;
  readonly target: Readonly<Record<string, string | true>>;
}

/** The rule of the call target, from its text: the first step that applies. */
export function callTarget(model: Model, user: string, caller: string | undefined): CalledTo {
  const who = model.people.of(user);
  if (who.status !== 'registered') return { step: 1, target: none };
  if (caller !== undefined && who.blocked.has(caller)) return { step: 1, target: none };
  const mode = model.people.world.modeForCall(user, caller) as unknown as UploadedMode | undefined;
  return byMode(mode, ready(model, user)) ?? byTerminals(model, user);
}

/** Steps 2 to 4; undefined: the mode decides nothing. */
function byMode(mode: UploadedMode | undefined, terminals: Ready[]): CalledTo | undefined {
  if (mode === undefined || mode.availability.state === 'unknown') return undefined;
  const { state, number = '' } = mode.availability;
  if (state === 'transfer') return { step: 2, target: { number } };
  const transfer = terminals.find(({ terminal }) => terminal === mode.transferTerminal);
  if (transfer !== undefined) return { step: 3, target: transfer };
  return state === 'not-available' ? { step: 4, target: none } : undefined;
}

/** Steps 5 to 7. */
function byTerminals(model: Model, user: string): CalledTo {
  const { callTerminal } = model.offices.selected(user);
  const terminals = ready(model, user);
  const selected = terminals.find(({ terminal }) => terminal === callTerminal);
  if (selected !== undefined) return { step: 5, target: selected };
  const [first] = terminals;
  return first === undefined ? { step: 7, target: none } : { step: 6, target: first };
}

/** One that is connected. */
type Ready = { readonly terminal: string; readonly kind: string };

/** Connected terminals by kind, then the latest connected. */
function ready({ people }: Model, user: string): Ready[] {
  const at = (terminal: string): number =>
    people.connectedAt.get(`terminal.${user}.${terminal}`) ?? 0;
  return (people.terminals.get(user) ?? [])
    .filter(({ terminal }) => people.isConnected(user, terminal))
    .toSorted(
      (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || at(b.terminal) - at(a.terminal),
    )
    .map(({ terminal, kind }) => ({ terminal, kind }));
}
