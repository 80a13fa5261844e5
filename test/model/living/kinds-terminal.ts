import {
  type Doing,
  type Kind,
  type Outcome,
  asks,
  byTerminal,
  commands,
  instead,
  ofUser,
} from './kind.js';
import type { Stage } from './stage.js';
import { type Step, chosen, happens } from './step.js';

const TERMINALS_MAX = 3;
const KINDS = ['phone', 'softphone', 'browser'];
const UNKNOWN = 'no-such-terminal';

/** Terminals come, go, and are taken away; users show who they are once more. */
export const terminalKinds: readonly Kind[] = [
  { name: 'terminal.connect', weight: 8, touches: own, act: connect },
  byTerminal({ name: 'terminal.disconnect', weight: 6, act: disconnect }),
  byTerminal({ name: 'terminal lost', weight: 3, act: lose }),
  byTerminal({ name: 'terminal.remove', weight: 4, act: remove }),
  { name: 'terminal.enrol', weight: 4, touches: own, act: enrol },
  byTerminal({ name: 'terminal.list', weight: 2, act: list }),
  byTerminal({ name: 'call.select', weight: 4, act: select }),
  byTerminal({ name: 'auth.login', weight: 2, act: logIn }),
  byTerminal({ name: 'auth.refresh', weight: 2, act: refresh }),
];

function own(step: Step): { readonly writes: readonly string[] } {
  return { writes: [ofUser(step.user)] };
}

/** One that is away, or one that is there, whose connection the new one supersedes. */
async function connect(stage: Stage, step: Step): Promise<Outcome> {
  const actor = stage.actor(step.user);
  const seats = [...actor.seats.values()];
  const away = seats.filter(({ wanted }) => !wanted);
  const seat = chosen(step, 0, away.length > 0 && happens(step, 1, 80) ? away : seats);
  await actor.connect(seat);
  return 'accepted';
}

async function disconnect({ stage, step, actor, seat }: Doing): Promise<Outcome> {
  await actor.leave(seat, true);
  stage.model.people.disconnected(step.user, seat.own.terminal);
  return 'accepted';
}

/** Its line is cut without a word. */
async function lose({ stage, step, actor, seat }: Doing): Promise<Outcome> {
  await actor.leave(seat, false);
  stage.model.people.disconnected(step.user, seat.own.terminal);
  return 'accepted';
}

/** Another one than that which asks; who has no other asks about one that nobody has. */
async function remove(doing: Doing): Promise<Outcome> {
  const { stage, step, actor, seat } = doing;
  const others = [...actor.seats.values()].filter((one) => one !== seat);
  if (others.length === 0 || happens(step, 0, 5)) {
    const request = { method: 'terminal.remove', params: { terminal: UNKNOWN } };
    await commands(doing, request, { refused: 'unknown-terminal' });
    return 'refused';
  }
  const gone = chosen(step, 1, others);
  gone.wanted = false;
  const { terminal } = gone.own;
  const request = { method: 'terminal.remove', params: { terminal } };
  await commands(doing, request, { says: { changed: true } });
  actor.lose(gone);
  stage.model.people.removed(step.user, terminal);
  return 'accepted';
}

async function enrol(stage: Stage, step: Step): Promise<Outcome> {
  const actor = stage.actor(step.user);
  if (actor.seats.size >= TERMINALS_MAX) {
    return instead(stage, 'terminal.connect', await connect(stage, step));
  }
  await stage.enrols(actor, chosen(step, 0, KINDS));
  return 'accepted';
}

function list(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { people } = stage.model;
  const items = (people.terminals.get(step.user) ?? []).map((one) => {
    const connected = people.isConnected(step.user, one.terminal);
    return { ...one, connected, ...(connected ? { network: 'websocket' } : {}) };
  });
  return asks(
    doing,
    { method: 'terminal.list', params: {} },
    { is: () => ({ says: items }), pick: ({ items: listed }) => listed },
  );
}

async function select(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const terminals = stage.model.people.terminals.get(step.user) ?? [];
  const known = [null, ...terminals.map(({ terminal }) => terminal)];
  const terminal = happens(step, 0, 8) ? UNKNOWN : chosen(step, 1, known);
  const request = { method: 'call.select', params: { terminal } };
  if (terminal === UNKNOWN) {
    await commands(doing, request, { refused: 'unknown-terminal' });
    return 'refused';
  }
  const selected = stage.model.offices.selected(step.user);
  const changed = selected.callTerminal !== (terminal ?? undefined);
  await commands(doing, request, { says: { changed } });
  selected.callTerminal = terminal ?? undefined;
  return 'accepted';
}

/** On a connection: its token is replaced. A wrong password never is right. */
async function logIn({ step, actor, seat }: Doing): Promise<Outcome> {
  const isWrong = happens(step, 0, 10);
  const { login, password } = actor.login;
  const shown = { login, password: isWrong ? 'wrong' : password };
  const settled = await actor.begin(seat, 'auth.login', shown);
  if ('accepted' in settled && !isWrong) {
    actor.hold(settled.accepted);
    return 'accepted';
  }
  if ('refused' in settled && isWrong && settled.refused === 'not-authenticated') return 'refused';
  throw new Error(`a login of ${step.user} came to ${JSON.stringify(settled)}`);
}

/** A token can be spent once; where it is not known whether it was, one logs in again. */
async function refresh({ step, actor, seat }: Doing): Promise<Outcome> {
  const spent = actor.refresh;
  const settled = await actor.once(seat, 'auth.refresh', { refresh: spent });
  if (settled === undefined) {
    await actor.logIn();
    return 'accepted';
  }
  if ('refused' in settled) {
    throw new Error(`a refresh of ${step.user} was refused: ${settled.refused}`);
  }
  actor.hold(settled.accepted);
  return 'accepted';
}
