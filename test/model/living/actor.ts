import { setTimeout as pause } from 'node:timers/promises';
import { LoadTerminal } from '../../harness/load-terminal.js';
import { uuidV7 } from '../../harness/uuid.js';
import type { OwnTerminal } from './people.js';
import { Seat } from './seat.js';

/** Who has no answer by then asks again, with the same command. */
const PATIENCE_MS = 1_500;
const CONNECT_PATIENCE_MS = 5_000;
const REPEAT_MS = 60;
/** Longer than any fault lasts, its lease included. */
const GIVE_UP_MS = 60_000;
/** Nothing was decided. */
const PASSING: ReadonlySet<string> = new Set(['unavailable', 'not-connected', 'not-authenticated']);

type Params = Readonly<Record<string, unknown>>;

/** What a request came to in the end. */
export type Settled = { readonly accepted: Params } | { readonly refused: string };

/** What actors share: where they may connect, and what the run is told of. */
export interface Surroundings {
  /** Gateways that take terminals now. */
  urls(): readonly string[];
  /** A terminal is connected by this connection from now on. */
  connected(user: string, terminal: string, connection: string): void;
  /** Faults of frames received. */
  readonly faults: string[];
  /** Requests that were not answered and were sent again. */
  repeats: number;
}

/** A user with their terminals: sends what is asked of them until it has an answer. */
export class Actor {
  readonly seats = new Map<string, Seat>();
  /** Ids by which events are acknowledged, as they were told with them. */
  readonly items = new Map<string, string>();
  token = '';
  refresh = '';
  private turn: Promise<unknown> = Promise.resolve();
  private place = 0;

  constructor(
    readonly user: string,
    private readonly around: Surroundings,
  ) {}

  get login(): { readonly login: string; readonly password: string } {
    return { login: `${this.user}@example.org`, password: `secret of ${this.user}` };
  }

  /** Terminals that are to be connected. */
  get present(): Seat[] {
    return [...this.seats.values()].filter(({ wanted }) => wanted);
  }

  add(own: OwnTerminal): void {
    this.seats.set(own.terminal, new Seat(own));
  }

  seat(terminal: string): Seat {
    const seat = this.seats.get(terminal);
    if (seat === undefined) throw new Error(`${this.user} has no ${terminal}`);
    return seat;
  }

  /** A command, or a question, until it is decided: always under the same id. */
  async tell(seat: Seat, method: string, params: Params, changes: boolean): Promise<Settled> {
    const command = changes ? { command: uuidV7() } : {};
    const end = performance.now() + GIVE_UP_MS;
    while (performance.now() < end) {
      const line = await this.line(seat);
      const answer = await line.ask(method, { ...params, ...command }, PATIENCE_MS);
      if ('accepted' in answer) return answer;
      if ('refused' in answer && !PASSING.has(answer.refused)) return answer;
      this.around.repeats++;
      this.leaveFrozen(seat);
      await pause(REPEAT_MS);
    }
    throw new Error(`${this.user}: nobody has answered ${method} for ${GIVE_UP_MS} ms`);
  }

  /** What begins something new carries no command: sent until there is an answer, whatever becomes of it. */
  async begin(seat: Seat, method: string, params: Params): Promise<Settled> {
    const end = performance.now() + GIVE_UP_MS;
    while (performance.now() < end) {
      const settled = await this.once(seat, method, params);
      if (settled !== undefined) return settled;
      await pause(REPEAT_MS);
    }
    throw new Error(`${this.user}: nobody has answered ${method} for ${GIVE_UP_MS} ms`);
  }

  /** Sent once; undefined: it is not known what came of it. */
  async once(seat: Seat, method: string, params: Params): Promise<Settled | undefined> {
    const line = await this.line(seat);
    const answer = await line.ask(method, params, CONNECT_PATIENCE_MS);
    if ('accepted' in answer) return answer;
    if ('refused' in answer && answer.refused !== 'unavailable') return answer;
    this.around.repeats++;
    this.leaveFrozen(seat);
    return undefined;
  }

  /** Takes a terminal away from the user: its line is for the server to close. */
  lose(seat: Seat): void {
    seat.wanted = false;
    this.seats.delete(seat.own.terminal);
    if (seat.line !== undefined) this.superseded.push(seat.line);
  }

  /** Before a terminal is connected, or beside it: through a line of its own. */
  async aside(method: string, params: Params): Promise<Settled> {
    const end = performance.now() + GIVE_UP_MS;
    while (performance.now() < end) {
      const line = await this.open();
      const answer = await line?.ask(method, params, CONNECT_PATIENCE_MS);
      line?.cut();
      if (answer !== undefined && 'accepted' in answer) return answer;
      const isDecided = answer !== undefined && 'refused' in answer;
      if (isDecided && answer.refused !== 'unavailable') return answer;
      this.around.repeats++;
      await pause(REPEAT_MS);
    }
    throw new Error(`${this.user}: nobody has answered ${method} for ${GIVE_UP_MS} ms`);
  }

  async logIn(): Promise<void> {
    const answer = await this.aside('auth.login', this.login);
    if ('refused' in answer) throw new Error(`${this.user} may not log in: ${answer.refused}`);
    this.hold(answer.accepted);
  }

  hold({ token, refresh }: Params): void {
    this.token = String(token);
    this.refresh = String(refresh);
  }

  /** Connects a terminal through a new line; what it had before is superseded. */
  connect(seat: Seat): Promise<void> {
    return this.inTurn(() => this.connectNow(seat));
  }

  /** Brings back whoever has lost their line. */
  async keep(): Promise<void> {
    await this.inTurn(async () => {
      for (const seat of this.present) {
        this.leaveFrozen(seat);
        if (seat.wanted && !seat.isOpen) await this.connectNow(seat);
      }
    });
  }

  /** Ends a terminal's connection: in order, or by cutting its line. */
  leave(seat: Seat, inOrder: boolean): Promise<void> {
    return this.inTurn(async () => {
      seat.wanted = false;
      if (inOrder && seat.isOpen) await seat.line?.ask('terminal.disconnect', {}, PATIENCE_MS);
      seat.line?.cut();
    });
  }

  private async line(seat: Seat): Promise<LoadTerminal> {
    if (!seat.isOpen) await this.keep();
    if (seat.line === undefined) throw new Error(`${this.user} is not connected`);
    return seat.line;
  }

  private async connectNow(seat: Seat): Promise<void> {
    const { terminal } = seat.own;
    const end = performance.now() + GIVE_UP_MS;
    while (performance.now() < end) {
      const line = await this.open();
      if (line !== undefined && (await this.isLetIn(seat, line))) {
        seat.wanted = true;
        this.around.connected(this.user, terminal, seat.connection);
        return;
      }
      line?.cut();
      await pause(REPEAT_MS);
    }
    throw new Error(`${this.user} could not be connected for ${GIVE_UP_MS} ms`);
  }

  private async isLetIn(seat: Seat, line: LoadTerminal): Promise<boolean> {
    const before = seat.line;
    seat.line = undefined;
    seat.take(line);
    const who = { token: this.token, terminal: seat.own.terminal };
    const answer = await line.ask('terminal.connect', who, CONNECT_PATIENCE_MS);
    // It is for the server to close what is superseded, where its gateway still lives.
    if (before?.isOpen === true && !('accepted' in answer)) before.cut();
    if ('accepted' in answer) {
      seat.connection = String(answer.accepted['connection']);
      if (before !== undefined) this.superseded.push(before);
      return true;
    }
    if ('refused' in answer && answer.refused === 'not-authenticated') await this.logIn();
    return false;
  }

  /** Lines that another has taken the place of, or whose terminal was removed. */
  readonly superseded: LoadTerminal[] = [];

  /** As a terminal does that waits for an answer to its ping in vain. */
  private leaveFrozen(seat: Seat): void {
    const { line } = seat;
    if (line !== undefined && !this.around.urls().includes(line.url)) line.cut();
  }

  private open(): Promise<LoadTerminal | undefined> {
    const urls = this.around.urls();
    const url = urls[this.place++ % urls.length];
    if (url === undefined) return Promise.resolve(undefined);
    return LoadTerminal.open(url, this.around.faults);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.catch(() => undefined).then(work);
    this.turn = mine;
    return mine;
  }
}
