import { setTimeout as pause } from 'node:timers/promises';
import { until } from './await.js';
import type { Ledger } from './ledger.js';
import { type Answer, LoadTerminal } from './load-terminal.js';
import { modeOf, profileOf } from './people.js';
import type { System } from './system.js';
import { uuidV7 } from './uuid.js';

const TERMINALS_EACH = 4;
/** Before the load begins nothing has to be quick. */
const SETTLE_IN_MS = 20_000;
const RECONNECT_MS = 200;
const REPEAT_MS = 250;
/** Every so many commands of a user is one of these. */
const UPLOAD_EVERY = 23;
const ENROL_EVERY = 6;
/** Nothing was decided: where a command was unsure before, it still is. */
const PASSING: ReadonlySet<string> = new Set(['unavailable', 'not-connected', 'not-authenticated']);

/** What users of a load share. */
export interface LoadWorld {
  readonly ledger: Ledger;
  /** Resolves when the next command is due; false: the load is over. */
  due(): Promise<boolean>;
  /** Where terminals may connect now. */
  urls(): readonly string[];
  /** Who has no answer by then asks again; may change while it runs. */
  readonly patienceMs: number;
  /** Nobody waits for anything any more. */
  readonly isGone: boolean;
}

/** One of a user's terminals: its id and the connection it has now. */
export interface Seat {
  readonly id: string;
  /** Of all terminals of the load. */
  readonly index: number;
  /** It leaves and comes back by itself now and then. */
  readonly restless: boolean;
  line: LoadTerminal | undefined;
  connection: string | undefined;
  /** False: it does not come back by itself. */
  returns: boolean;
}

/** A user who changes something again and again, one command after the other, through all terminals. */
export class LoadUser {
  readonly seats: Seat[] = [];
  token = '';
  private mode = 'away';
  private version = 1;
  private turn = 0;
  private seatTurn = 0;
  private enrolled: string | undefined;

  readonly user: string;
  private readonly login: { readonly login: string; readonly password: string };

  constructor(
    private readonly about: { readonly user: string; contacts: readonly string[]; number: number },
    private readonly world: LoadWorld,
  ) {
    this.user = about.user;
    this.login = { login: `${about.user}@example.org`, password: `secret of ${about.user}` };
  }

  /** Registers the user, enrols and connects the terminals, makes the profile the active one. */
  async settleIn(system: System): Promise<void> {
    const { user } = this;
    const person = { ...this.login, user, displayName: user };
    const added = await system.command('auth', 'user.add', person);
    if (added.accepted === undefined) throw new Error(`user.add: ${JSON.stringify(added)}`);
    const line = await this.openLine(this.about.number);
    if (line === undefined || !(await this.logIn(line))) throw new Error(`${user} cannot log in`);
    for (let n = 0; n < TERMINALS_EACH; n++) {
      const device = { token: this.token, kind: 'softphone', label: `terminal ${n}` };
      const id = String((await granted(line, 'terminal.enrol', device))['terminal']);
      const index = this.about.number * TERMINALS_EACH + n;
      const restless = n === TERMINALS_EACH - 1;
      const away = { line: undefined, connection: undefined };
      this.seats.push({ id, index, restless, returns: true, ...away });
    }
    line.cut();
    for (const seat of this.seats) {
      await until(`${user} is connected`, () => this.connect(seat, SETTLE_IN_MS), SETTLE_IN_MS);
    }
    const profile = { profile: this.profile() };
    this.version = Number(
      (await granted(this.seats[0]?.line, 'profile.upload', profile))['version'],
    );
    await granted(this.seats[1]?.line, 'profile.activate', { profile: 'work' });
  }

  /** Keeps a seat connected until the load is gone; never rejects. */
  async occupy(seat: Seat): Promise<void> {
    while (!this.world.isGone) {
      if (seat.line?.isOpen !== true && seat.returns)
        await this.connect(seat, this.world.patienceMs);
      await pause(RECONNECT_MS);
    }
  }

  /** Sends one command when it is due until the load is over; returns when each has its answer. */
  async drive(): Promise<void> {
    while (await this.world.due()) await this.next();
  }

  private async connect(seat: Seat, withinMs: number): Promise<boolean> {
    const line = await this.openLine(seat.index);
    if (line === undefined) return false;
    const who = { token: this.token, terminal: seat.id };
    const answer = await line.ask('terminal.connect', who, withinMs);
    if (!('accepted' in answer)) {
      if ('refused' in answer && answer.refused === 'not-authenticated') await this.logIn(line);
      line.cut();
      return false;
    }
    seat.connection = String(answer.accepted['connection']);
    this.world.ledger.connections.add(seat.connection);
    seat.line = line;
    return true;
  }

  /** A token lasts five minutes. */
  private async logIn(line: LoadTerminal): Promise<boolean> {
    const answer = await line.ask('auth.login', this.login, SETTLE_IN_MS);
    if ('accepted' in answer) this.token = String(answer.accepted['token']);
    return 'accepted' in answer;
  }

  private openLine(index: number): Promise<LoadTerminal | undefined> {
    const urls = this.world.urls();
    const url = urls[index % urls.length];
    if (url === undefined) return Promise.resolve(undefined);
    return LoadTerminal.open(url, this.world.ledger.faults);
  }

  private async next(): Promise<void> {
    this.turn++;
    if (this.turn % UPLOAD_EVERY === 0) return this.upload();
    if (this.turn % ENROL_EVERY === 0) return this.enrolOrRemove();
    const mode = this.mode === 'away' ? 'office' : 'away';
    const answer = await this.tell('mode.activate', { mode, until: 'cleared' });
    if ('accepted' in answer) this.mode = mode;
  }

  private async upload(): Promise<void> {
    const profile = this.profile();
    const answer = await this.tell('profile.upload', { profile, expectedVersion: this.version });
    if ('accepted' in answer) this.version = Number(answer.accepted['version']);
  }

  private async enrolOrRemove(): Promise<void> {
    if (this.enrolled !== undefined) {
      const answer = await this.tell('terminal.remove', { terminal: this.enrolled });
      if ('accepted' in answer) this.enrolled = undefined;
      return;
    }
    const device = { token: this.token, kind: 'browser', label: 'spare' };
    const answer = await this.tell('terminal.enrol', device);
    if ('accepted' in answer) this.enrolled = String(answer.accepted['terminal']);
  }

  /** Sends a command until it is decided: what was unsure once is sent again with the same id. */
  private async tell(method: string, params: object): Promise<Answer> {
    const { ledger } = this.world;
    const command = uuidV7();
    ledger.send(command);
    for (;;) {
      const line = await this.line();
      if (line === undefined) return { unknown: true };
      const answer = await line.ask(method, { ...params, command }, this.world.patienceMs);
      if ('accepted' in answer) {
        ledger.accept(command, method, answer.accepted['changed'] !== false);
        return answer;
      }
      if ('unknown' in answer) ledger.unsure.add(command);
      else if (!ledger.unsure.has(command) || !PASSING.has(answer.refused)) {
        ledger.refuse(command, answer.refused);
        return answer;
      }
      await pause(REPEAT_MS);
      ledger.repeats++;
    }
  }

  /** The line of the next terminal that stays, as soon as there is one; undefined: the load is gone. */
  private async line(): Promise<LoadTerminal | undefined> {
    const staying = this.seats.filter(({ restless }) => !restless);
    while (!this.world.isGone) {
      for (let tried = 0; tried < staying.length; tried++) {
        const seat = staying[this.seatTurn++ % staying.length];
        if (seat?.line?.isOpen === true && seat.connection !== undefined) return seat.line;
      }
      await pause(REPEAT_MS);
    }
    return undefined;
  }

  private profile(): object {
    return profileOf({
      contacts: this.about.contacts,
      modes: [modeOf('office', 1), modeOf('away', 2, { availability: { state: 'not-available' } })],
    });
  }
}

/** What a request that must be accepted comes to; who is not there yet is asked again. */
async function granted(
  line: LoadTerminal | undefined,
  method: string,
  params: object,
): Promise<Readonly<Record<string, unknown>>> {
  const command = uuidV7();
  const ask = async (): Promise<Answer | undefined> =>
    line?.ask(method, { ...params, command }, SETTLE_IN_MS);
  return until(
    `${method} is accepted`,
    async () => {
      const answer = await ask();
      if (answer !== undefined && 'accepted' in answer) return answer.accepted;
      if (answer !== undefined && 'refused' in answer && !PASSING.has(answer.refused)) {
        throw new Error(`${method}: ${answer.refused}`);
      }
      await pause(REPEAT_MS);
      return undefined;
    },
    2 * SETTLE_IN_MS,
  );
}
