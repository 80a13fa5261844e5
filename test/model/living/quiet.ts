import { isDeepStrictEqual } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../harness/await.js';
import type { Actor } from './actor.js';
import { Difference } from './kind.js';
import type { Waiting } from './model.js';
import type { Seat } from './seat.js';
import type { Stage } from './stage.js';

/** Looked at less and less often: looking is work too. */
const LOOK_MS = 10;
const LOOK_MAX_MS = 160;
const ENDS_WITHIN_MS = 5_000;
/** After a fault a lease may have to end first. */
const SETTLES_MS = { calm: 20_000, 'after-fault': 45_000 } as const;
const FETCHED_MAX = 256;

/** Where a screen, or what a service was notified of, is not what the model says. */
interface Unlike {
  readonly where: string;
  readonly found: unknown;
  readonly wanted: unknown;
}

/** Nothing happens any more: waits until every screen and every service has what the model says. */
export class Quiet {
  /** Screens compared so far. */
  screens = 0;
  /** What each user's inbox was when it was compared last. */
  private readonly compared = new Map<string, string>();

  constructor(private readonly stage: Stage) {}

  async holds(times: keyof typeof SETTLES_MS = 'calm'): Promise<void> {
    const { stage } = this;
    const withinMs = SETTLES_MS[times];
    await this.endings();
    await Promise.all(stage.everybody.map((actor) => actor.keep()));
    await Promise.all(stage.services.map((staff) => staff.keep()));
    const end = performance.now() + withinMs;
    let unlike = this.firstUnlike();
    let wait = LOOK_MS;
    while (unlike !== undefined && performance.now() < end) {
      await pause(wait);
      wait = Math.min(2 * wait, LOOK_MAX_MS);
      unlike = this.firstUnlike();
    }
    if (unlike !== undefined) throw differing(unlike, withinMs);
    this.screens += stage.everybody.flatMap(({ present }) => present).length;
    await Promise.all(stage.everybody.map((actor) => this.inbox(actor, withinMs)));
    if (stage.faults.length > 0) throw new Difference(stage.faults.join('; '));
    stage.check();
  }

  /** What ends by itself while the run goes on has ended. */
  private async endings(): Promise<void> {
    const { people } = this.stage.model;
    const { endsAt } = people;
    await until('what ends by itself has ended', () => Date.now() > endsAt, ENDS_WITHIN_MS);
    people.settleEndings();
    this.stage.hushed.clear();
    this.stage.model.noteDue();
  }

  private firstUnlike(): Unlike | undefined {
    for (const actor of this.stage.everybody) {
      for (const seat of actor.present) {
        const unlike = this.screen(actor, seat) ?? this.handed(actor, seat);
        if (unlike !== undefined) return unlike;
      }
      const open = actor.superseded.filter(({ isOpen }) => isOpen).length;
      if (open > 0) return { where: `lines of ${actor.user} to be closed`, found: open, wanted: 0 };
    }
    return this.notified();
  }

  private screen({ user }: Actor, seat: Seat): Unlike | undefined {
    const { people } = this.stage.model;
    const where = `the screen of ${user}, ${seat.own.terminal},`;
    const wanted = people.world
      .contacts(user)
      .map((target) => [target, people.world.tells(user, target)] as const);
    const found = [...(seat.line?.screen ?? [])];
    const contacts = unlike(where, found, wanted);
    if (contacts !== undefined) return contacts;
    const own = unlike(`${where} of its own user`, seat.self, this.self(user));
    if (own !== undefined) return own;
    const pending = people.pending(user).filter((asker) => !seat.pending.has(asker));
    const surplus = [...seat.pending].filter((asker) => !people.awaited.get(user)?.has(asker));
    return (
      unlike(`${where} without the requests of`, pending, []) ??
      unlike(`${where} with requests that nobody made, of`, surplus, [])
    );
  }

  /** What `self` says. */
  private self(user: string): unknown {
    const { people } = this.stage.model;
    const { active, manual } = people.of(user);
    const mode = people.active(user)?.mode;
    const byHand = manual === undefined ? {} : { until: manual.until };
    const version = people.versions.get(user)?.get(active ?? '');
    const waiting = this.stage.model.onRequest(user);
    const terminals = people.terminals.get(user) ?? [];
    const { callTerminal } = this.stage.model.offices.selected(user);
    const isThere = terminals.some(({ terminal }) => terminal === callTerminal);
    return {
      ...(active === undefined ? {} : { profile: active, version, mode, ...byHand }),
      state: people.world.tells(user, user),
      terminals: terminals.map((own) => ({
        ...own,
        connected: people.isConnected(user, own.terminal),
        ...(people.isConnected(user, own.terminal) ? { network: 'websocket' } : {}),
      })),
      ...(isThere ? { callTarget: callTerminal } : {}),
      ...(waiting === 0 ? {} : { waiting }),
    };
  }

  /** All that is due was handed over, once, and nothing that never was. */
  private handed({ user }: Actor, { own, handed }: Seat): Unlike | undefined {
    const { model } = this.stage;
    const where = `what ${user}, ${own.terminal}, was handed:`;
    const events = handed.map(({ event }) => event);
    const doubled = events.filter((event, n) => events.indexOf(event) !== n);
    const may = model.mayHave(user, own.terminal);
    const surplus = events.filter((event) => !may.has(event));
    const missing = model.due(user).filter((event) => !events.includes(event));
    return (
      unlike(`${where} twice`, doubled, []) ??
      unlike(`${where} not due`, surplus, []) ??
      unlike(`${where} missing`, missing, [])
    );
  }

  /** What a connected service that is pushed to was notified of, in the order of each sender. */
  private notified(): Unlike | undefined {
    for (const staff of this.stage.services) {
      staff.take();
      const { copies } = this.stage.model.offices.of(staff.service);
      const isComplete = staff.wanted && staff.declared.delivery === 'push';
      const [found, wanted] = [bySender(staff.heard), bySender(copies)];
      for (const sender of new Set([...found.keys(), ...wanted.keys()])) {
        const [heard = [], all = []] = [found.get(sender), wanted.get(sender)];
        const due = isComplete ? all : all.slice(0, heard.length);
        const where = `what ${staff.service} was notified of by ${sender}`;
        const differs = unlike(where, heard, due);
        if (differs !== undefined) return differs;
      }
    }
    return undefined;
  }

  /** What a fetch gives is what waits: asked for only where that has changed. */
  private async inbox(actor: Actor, withinMs: number): Promise<void> {
    const { model } = this.stage;
    const wanted = inOrder(model.waiting(actor.user));
    const [seat] = actor.present;
    if (seat === undefined || this.compared.get(actor.user) === wanted) return;
    const end = performance.now() + withinMs;
    for (;;) {
      const found = await this.fetched(actor, seat);
      if (found === wanted) break;
      if (performance.now() > end) {
        throw differing({ where: `the inbox of ${actor.user}`, found, wanted }, withinMs);
      }
      await pause(10 * LOOK_MS);
    }
    this.compared.set(actor.user, wanted);
  }

  private async fetched(actor: Actor, seat: Seat): Promise<string> {
    const params = { max: FETCHED_MAX };
    const settled = await actor.tell(seat, 'notification.fetch', params, false);
    if ('refused' in settled) return settled.refused;
    const { items } = settled.accepted as unknown as Fetched;
    for (const { id, event } of items) actor.items.set(event.id, id);
    return inOrder(items.map(({ event }) => ({ sender: event.service, event: event.id })));
  }
}

interface Fetched {
  readonly items: readonly {
    readonly id: string;
    readonly event: { readonly id: string; readonly service: string };
  }[];
}

type Sent = Pick<Waiting, 'sender' | 'event'>;

function bySender(all: readonly Sent[]): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const { sender, event } of all) lists.set(sender, [...(lists.get(sender) ?? []), event]);
  return lists;
}

/** Each sender's events in their order; which sender comes first is chance. */
const inOrder = (all: readonly Sent[]): string =>
  JSON.stringify([...bySender(all)].toSorted(([a], [b]) => (a < b ? -1 : 1)));

function unlike(where: string, found: unknown, wanted: unknown): Unlike | undefined {
  return isDeepStrictEqual(found, wanted) ? undefined : { where, found, wanted };
}

function differing({ where, found, wanted }: Unlike, withinMs: number): Difference {
  const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)];
  return new Difference(`after ${withinMs} ms ${where} is ${is}, not ${should}`);
}
