import { setTimeout as pause } from 'node:timers/promises';
import { addService } from '../../harness/foreign-service.js';
import { liveGateways } from '../../harness/load.js';
import { type Program } from '../../harness/processes.js';
import type { CommandAnswer, System } from '../../harness/system.js';
import { uuidV7 } from '../../harness/uuid.js';
import { Actor, type Settled, type Surroundings } from './actor.js';
import { declaredBy } from './declarations.js';
import { Matches } from './matches.js';
import { Model } from './model.js';
import type { Seat } from './seat.js';
import { Staff } from './staff.js';
import { SERVICES, USERS } from './step.js';

const GIVE_UP_MS = 60_000;
const OPERATOR_MS = 3_000;
const AGAIN_MS = 100;
const KEEP_MS = 50;
const KINDS = ['phone', 'softphone', 'browser'];

/** The real users, terminals and services of a run, and the model of what they were answered. */
export class Stage implements Surroundings {
  readonly model = new Model();
  readonly began = Date.now();
  readonly matches: Matches;
  readonly faults: string[] = [];
  repeats = 0;
  /** Gateways that stand still: no terminal goes there. */
  readonly frozen = new Set<Program>();
  /** What something ends in before the batch does: no other step may touch it. */
  readonly hushed = new Set<string>();
  /** From this instant on a rule covers in what is uploaded now, ms since the epoch. */
  begins: number | undefined;
  /** False while a fault may hold answers up: nothing is to end by itself then. */
  isCalm = true;
  /** How often each kind of command was accepted, and refused. */
  readonly accepted = new Map<string, number>();
  readonly refused = new Map<string, number>();
  /** What was done, the latest last. */
  readonly history: string[] = [];
  private readonly actors = new Map<string, Actor>();
  private readonly staffs = new Map<string, Staff>();
  private isOver = false;
  private keeping: Promise<unknown> = Promise.resolve();
  private failure: unknown;

  private constructor(readonly system: System) {
    this.matches = new Matches(system);
  }

  static async begin(system: System): Promise<Stage> {
    const stage = new Stage(system);
    for (const user of USERS) stage.model.people.registered(user);
    await Promise.all([
      ...USERS.map((user, n) => stage.settle(user, n)),
      ...SERVICES.map((service, n) => stage.found(service, n)),
    ]);
    stage.keeping = stage.keep();
    return stage;
  }

  actor(user: string): Actor {
    const actor = this.actors.get(user);
    if (actor === undefined) throw new Error(`${user} takes no part`);
    return actor;
  }

  staff(service: string): Staff {
    const staff = this.staffs.get(service);
    if (staff === undefined) throw new Error(`${service} takes no part`);
    return staff;
  }

  get everybody(): Actor[] {
    return [...this.actors.values()];
  }

  get services(): Staff[] {
    return [...this.staffs.values()];
  }

  urls(): readonly string[] {
    const all = this.system.boxes.get('gateway') ?? [];
    const frozen = new Set(
      all.flatMap((one, n) => (this.frozen.has(one) ? [this.system.terminalUrl(n)] : [])),
    );
    return liveGateways(this.system).filter((url) => !frozen.has(url));
  }

  connected(user: string, terminal: string, connection: string): void {
    this.model.people.connected(user, terminal, connection);
  }

  /** A terminal is connected, as a command of its own. */
  async comes(actor: Actor, seat: Seat): Promise<void> {
    await actor.connect(seat);
    this.count('terminal.connect', 'accepted');
  }

  /** Counts what a command came to. */
  count(kind: string, outcome: 'accepted' | 'refused'): void {
    const counts = this[outcome];
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  /** Makes a user's next terminal one of theirs; not connected yet. */
  async enrols(actor: Actor, kind: string): Promise<void> {
    const { user } = actor;
    const { terminals } = this.model.people;
    const label = `terminal ${terminals.get(user)?.length ?? 0}`;
    const command = uuidV7();
    const device = { token: actor.token, kind, label, command };
    let answer = await actor.aside('terminal.enrol', device);
    if ('refused' in answer && answer.refused === 'not-authenticated') {
      await actor.logIn();
      answer = await actor.aside('terminal.enrol', { ...device, token: actor.token });
    }
    if ('refused' in answer) throw new Error(`${user} may not enrol: ${answer.refused}`);
    const own = { terminal: String(answer.accepted['terminal']), kind, label };
    this.model.people.enrolled(user, own);
    actor.add(own);
  }

  /** An operator's command, under one id until it is decided. */
  async operator(app: string, verb: string, data: object): Promise<Settled> {
    const command = uuidV7();
    const request = { command, actor: 'operator/test', correlation: command, data };
    const end = performance.now() + GIVE_UP_MS;
    while (performance.now() < end) {
      const settled = settledIn(await this.asked(`liaison.cmd.${app}.${verb}`, request));
      if (settled !== undefined) return settled;
      await pause(AGAIN_MS);
    }
    throw new Error(`nobody has answered the operator's ${verb} for ${GIVE_UP_MS} ms`);
  }

  /** Fails where somebody could not be kept connected. */
  check(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.keeping;
    for (const { seats } of this.everybody) for (const seat of seats.values()) seat.line?.cut();
    await Promise.all(this.services.map((staff) => staff.end()));
  }

  private async asked(subject: string, request: object): Promise<CommandAnswer> {
    try {
      const body = JSON.stringify(request);
      const answer = await this.system.operator.request(subject, body, { timeout: OPERATOR_MS });
      return answer.json<CommandAnswer>();
    } catch {
      // Nobody there, or nobody quick enough: asked again with the same id.
      return { unknown: {} };
    }
  }

  private async settle(user: string, n: number): Promise<void> {
    const actor = new Actor(user, this);
    this.actors.set(user, actor);
    const person = { ...actor.login, user, displayName: user };
    const added = await this.operator('auth', 'user.add', person);
    if ('refused' in added) throw new Error(`${user} is not added: ${added.refused}`);
    await actor.logIn();
    for (let terminal = 0; terminal < 2; terminal++) {
      await this.enrols(actor, KINDS[(n + terminal) % KINDS.length] ?? '');
    }
    for (const seat of actor.seats.values()) await actor.connect(seat);
  }

  private async found(service: string, n: number): Promise<void> {
    const { offices } = this.model;
    const declared = declaredBy(service, 0xfff - n);
    const who = { service, secret: await addService(this.system, service) };
    const staff = new Staff(this.system, who, declared);
    this.staffs.set(service, staff);
    await staff.connect(declared);
    offices.register(service);
    Object.assign(offices.of(service), { declared, everyone: true, isConnected: true });
  }

  private async keep(): Promise<void> {
    const all = [...this.everybody, ...this.services];
    const keeping = all.map(async (one) => {
      while (!this.isOver) {
        await one.keep();
        await pause(KEEP_MS);
      }
    });
    await Promise.all(keeping).catch((error: unknown) => {
      this.failure ??= error;
    });
  }
}

const PASSING: ReadonlySet<string> = new Set(['unavailable']);

function settledIn({ accepted, refused }: CommandAnswer): Settled | undefined {
  if (accepted !== undefined) return { accepted: accepted.result };
  if (refused === undefined || PASSING.has(refused.code)) return undefined;
  return { refused: refused.code };
}
