import { setTimeout as pause } from 'node:timers/promises';
import { CalendarDriver } from './calendar-driver.js';
import type { OwnState } from './calendar-wishes.js';
import type { Order, Report, TerminalTask } from './orders.js';
import { Line, type Note, Refused } from './protocol.js';

/** Soonest and latest it tries again after the line was cut. */
const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 8_000;
/** A token lasts five minutes. */
const REFRESH_MS = 240_000;

/** One terminal: a process of its own that logs in, connects, shows what it is told, takes orders. */
class ExampleTerminal {
  private line: Line | undefined;
  private terminal: string | undefined;
  private refresh: string | undefined;
  private ending = false;

  /** `hearOwn` is told what the server says of the user; nothing, when the line is cut. */
  constructor(
    private readonly task: TerminalTask,
    private readonly hearOwn: (own: OwnState) => void,
  ) {
    this.terminal = task.terminal;
  }

  /** Stays connected until told to stop. */
  async live(): Promise<void> {
    let wait = RETRY_MS_MIN;
    while (!this.ending) {
      try {
        await this.connect();
        wait = RETRY_MS_MIN;
        await this.line?.closed();
      } catch (error) {
        report({
          report: 'trouble',
          message: error instanceof Error ? error.message : String(error),
        });
      }
      if (this.ending) return;
      await pause(wait);
      wait = Math.min(wait * 2, RETRY_MS_MAX);
    }
  }

  /** Carries an order out and reports what it came to; false: refused. */
  async obey(order: Order): Promise<boolean> {
    try {
      if (this.line === undefined) throw new Refused('not-connected', 'there is no line');
      const result = await this.line.call(order.method, order.params);
      report({ report: 'done', order, result });
      return true;
    } catch (error) {
      const code = error instanceof Refused ? error.code : String(error);
      report({ report: 'refused', order, code });
      return false;
    }
  }

  async stop(): Promise<void> {
    this.ending = true;
    this.line?.close();
    await this.line?.closed();
  }

  private async connect(): Promise<void> {
    const line = await Line.open(this.task.url, (note) => this.hear(note));
    const granted = await this.login(line);
    this.refresh = String(granted['refresh']);
    const token = String(granted['token']);
    this.terminal ??= await this.enrol(line, token);
    await line.call('terminal.connect', { token, terminal: this.terminal });
    this.line = line;
    report({ report: 'connected', terminal: this.terminal });
    const renew = setInterval(() => void this.renew(line), REFRESH_MS);
    void line.closed().finally(() => {
      clearInterval(renew);
      this.hearOwn({});
    });
  }

  /** A refresh token is enough where there is one; passwords are for the first time. */
  private async login(line: Line): Promise<Record<string, unknown>> {
    const { login, password } = this.task;
    if (this.refresh === undefined) return line.call('auth.login', { login, password });
    try {
      return await line.call('auth.refresh', { refresh: this.refresh });
    } catch (error) {
      if (!(error instanceof Refused) || error.code === 'closed') throw error;
      return line.call('auth.login', { login, password });
    }
  }

  private async renew(line: Line): Promise<void> {
    try {
      const granted = await line.call('auth.refresh', { refresh: this.refresh });
      this.refresh = String(granted['refresh']);
    } catch (error) {
      report({ report: 'trouble', message: `renewing the token: ${String(error)}` });
    }
  }

  private async enrol(line: Line, token: string): Promise<string> {
    const { kind, label } = this.task;
    const { terminal } = await line.call('terminal.enrol', { token, kind, label });
    return String(terminal);
  }

  private hear(note: Note): void {
    report({ report: 'note', note });
    if (note.method === 'self') this.hearOwn(note.params);
    if (note.method === 'snapshot') this.hearOwn(note.params['self'] as OwnState);
  }
}

function report(what: Report): void {
  process.send?.(what);
}

const task = JSON.parse(process.argv[2] ?? '{}') as TerminalTask;
const terminal = new ExampleTerminal(task, (own) => calendar?.hear(own));
const calendar =
  task.ics === undefined
    ? undefined
    : new CalendarDriver(task.ics, (order) => terminal.obey(order), report);
process.on('message', (order: Order) => void terminal.obey(order));
const stop = (): void => {
  calendar?.stop();
  void terminal.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('disconnect', stop);
await calendar?.start();
await terminal.live();
