import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import { quiet } from '../harness/await.js';
import type { Ledger } from '../harness/ledger.js';
import type { Load } from '../harness/load.js';
import { type RecordedFact, allStates, logEnd, wholeLog } from '../harness/log.js';
import { BoxOpener } from '../harness/opened.js';
import type { System } from '../harness/system.js';
import { ReferenceWorld } from '../model/reference.js';
import { canonical } from '../harness/canonical.js';

/** So long what is told may lag behind the log once nothing happens any more. */
const QUIET_WITHIN_MS = 30_000;
const LOOK_MS = 250;
const SHOWN_MAX = 5;

/** Reads along in a system's log with the reference model, and compares all else with it. */
export class Audit {
  /** The whole log, as far as it was read. */
  readonly facts: RecordedFact[] = [];
  private readonly world = new ReferenceWorld();

  constructor(
    private readonly system: System,
    private readonly load: Load,
  ) {}

  /** All that must hold of log, STATE and screens once a fault is over; the load must be at rest. */
  async everythingHolds(): Promise<void> {
    await this.everyStateIsTheFold();
    const { facts, load } = this;
    acknowledgedIsStored(load.ledger, facts);
    everyCommandIsAccountedFor(load.ledger);
    expect(brokenLines(facts)).toEqual([]);
    expect(load.ledger.faults).toEqual([]);
  }

  /** Reads what was stored since it was read last; answers that. */
  async read(): Promise<RecordedFact[]> {
    const fresh = await wholeLog(this.system, this.facts.at(-1)?.sequence);
    if (fresh.length === 0) return fresh;
    const opener = await BoxOpener.of(this.system);
    for (const fact of fresh) this.world.fold(opener.open(fact));
    this.facts.push(...fresh);
    return fresh;
  }

  /**
   * I3, I6 and I8: every user's STATE is what the reference model folds the whole log to, every
   * connected terminal shows what it tells, and who is connected is so in the log: a connection whose
   * gateway died before anybody heard of it is over with the gateway's lease.
   */
  private async everyStateIsTheFold(): Promise<void> {
    const end = performance.now() + QUIET_WITHIN_MS;
    let wrong = await this.differences();
    while (wrong.length > 0 && performance.now() < end) {
      await quiet(LOOK_MS);
      wrong = await this.differences();
    }
    expect(wrong.slice(0, SHOWN_MAX)).toEqual([]);
  }

  private async differences(): Promise<unknown[]> {
    await this.read();
    const wrong = stateFaults(this.world, await allStates(this.system));
    wrong.push(...screenFaults(this.load, this.world), ...ghosts(this.load, this.facts));
    if ((await logEnd(this.system)) !== this.facts.at(-1)?.sequence) wrong.push('the log goes on');
    return wrong;
  }
}

/** I3: where STATE, byte for byte, is not what the reference model folds the log to. */
export function stateFaults(world: ReferenceWorld, states: ReadonlyMap<string, string>): unknown[] {
  return [...new Set([...world.users(), ...states.keys()])].flatMap((user) => {
    const state = world.state(user);
    const [actual, wanted] = [states.get(user), state && canonical(state)];
    return actual === wanted ? [] : [{ user, actual, wanted }];
  });
}

/** I10: sent = accepted + refused; what was unsure was accepted in the end. */
function everyCommandIsAccountedFor(ledger: Ledger): void {
  expect(ledger.open).toBe(0);
  expect([...ledger.unchanged].slice(0, SHOWN_MAX)).toEqual([]);
  const refused = [...ledger.unsure].flatMap((command) => ledger.refused.get(command) ?? []);
  expect({ onceUnknownThenRefused: refused }).toEqual({ onceUnknownThenRefused: [] });
}

/** I1: an accepted command is one fact, a refused one none; an acknowledged connection is one fact. */
function acknowledgedIsStored(ledger: Ledger, facts: readonly RecordedFact[]): void {
  const byCommand = countBy(facts, ({ command }) => command);
  const times = (commands: Iterable<string>, wanted: number): string[] =>
    [...commands].filter((command) => (byCommand.get(command) ?? 0) !== wanted);
  expect({ lostOrDoubled: times(ledger.accepted, 1).slice(0, SHOWN_MAX) }).toEqual({
    lostOrDoubled: [],
  });
  expect({ refusedAndStored: times(ledger.refused.keys(), 0) }).toEqual({ refusedAndStored: [] });
  const connected = facts.filter(({ type }) => type === 'liaison.terminal.connected.v1');
  const byConnection = countBy(connected, ({ data }) => String(data?.['connection']));
  const wrong = [...ledger.connections].filter((one) => byConnection.get(one) !== 1);
  expect({ connectionsNotStored: wrong }).toEqual({ connectionsNotStored: [] });
}

/** I2: revisions 1, 2, 3… on every subject, each fact naming the one before; ids and time as they must be. */
export function brokenLines(facts: readonly RecordedFact[]): string[] {
  const last = new Map<string, RecordedFact>();
  const ids = new Set<string>();
  const broken: string[] = [];
  for (const fact of facts) {
    const isNext = follows(fact, last.get(fact.lies)) && !ids.has(fact.id);
    if (!isNext) broken.push(`${fact.lies} ${fact.revision} at ${fact.sequence}`);
    last.set(fact.lies, fact);
    ids.add(fact.id);
  }
  return broken;
}

function follows(fact: RecordedFact, before: RecordedFact | undefined): boolean {
  if (!fact.lies.endsWith(`.${fact.subject}`)) return false;
  const { id, sequence, revision, time } = before ?? { revision: 0, time: '' };
  const isLinked = fact.previous === id && fact.previousSequence === sequence;
  return isLinked && fact.revision === revision + 1 && fact.time >= time;
}

function screenFaults(load: Load, world: ReferenceWorld): unknown[] {
  return load.users.flatMap(({ user, seats }) =>
    seats.flatMap(({ id, line }) => {
      if (line?.isOpen !== true) return [];
      const wanted = world
        .contacts(user)
        .map((target) => [target, world.tells(user, target)] as const);
      const actual = [...line.screen];
      return isDeepStrictEqual(actual, wanted) ? [] : [{ user, terminal: id, actual, wanted }];
    }),
  );
}

/** I6: who is connected is connected in the log, by this connection, and who is not is not. */
function ghosts(load: Load, facts: readonly RecordedFact[]): string[] {
  const last = new Map<string, string | undefined>();
  for (const { subject, type, data } of facts) {
    const connection = String(data?.['connection']);
    if (type === 'liaison.terminal.connected.v1') last.set(subject, connection);
    if (type === 'liaison.terminal.disconnected.v1') last.set(subject, undefined);
  }
  return load.users.flatMap(({ user, seats }) =>
    seats
      .filter(({ id, line, connection }) => {
        const actual = line?.isOpen === true ? connection : undefined;
        return last.get(`terminal.${user}.${id}`) !== actual;
      })
      .map(({ id }) => `ghost: ${user} ${id}`),
  );
}

function countBy<T>(
  items: readonly T[],
  key: (item: T) => string | undefined,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const name = key(item);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
