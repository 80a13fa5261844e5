import { setTimeout as pause } from 'node:timers/promises';
import { CalendarDriver } from './calendar-driver.js';
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

  constructor(private readonly task: TerminalTask) {
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

  async obey(order: Order): Promise<void> {
    const { line } = this;
    if (line === undefined) return report({ report: 'refused', order, code: 'not-connected' });
    try {
      const result = await line.call(order.method, order.params);
      report({ report: 'done', order, result });
    } catch (error) {
      const code = error instanceof Refused ? error.code : String(error);
      report({ report: 'refused', order, code });
    }
  }

  async stop(): Promise<void> {
    this.ending = true;
    this.line?.close();
    await this.line?.closed();
  }

  private async connect(): Promise<void> {
    const line = await Line.open(this.task.url, (note) => this.hear(note));
    const session = await this.login(line);
    this.refresh = String(session['refresh']);
    const token = String(session['token']);
    this.terminal ??= await this.enrol(line, token);
    await line.call('terminal.connect', { token, terminal: this.terminal });
    this.line = line;
    report({ report: 'connected', terminal: this.terminal });
    const renew = setInterval(() => void this.renew(line), REFRESH_MS);
    void line.closed().finally(() => clearInterval(renew));
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
      const session = await line.call('auth.refresh', { refresh: this.refresh });
      this.refresh = String(session['refresh']);
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
  }
}

function report(what: Report): void {
  process.send?.(what);
}

const task = JSON.parse(process.argv[2] ?? '{}') as TerminalTask;
const terminal = new ExampleTerminal(task);
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
