import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CastTerminal } from './cast.js';
import type { Order, Report, TerminalTask } from './orders.js';

/** A login of the file of people. */
export interface Person {
  readonly user: string;
  readonly login: string;
  readonly password: string;
}

export interface TroupeOptions {
  readonly url: string;
  readonly people: readonly Person[];
  /** File that keeps the ids of enrolled terminals. */
  readonly terminalsFile: string;
  readonly ics: string;
  readonly hear: (name: string, report: Report) => void;
}

const MAIN = fileURLToPath(new URL('./terminal.js', import.meta.url));

/** The terminals' processes: started, given orders, killed and started again. */
export class Troupe {
  private readonly children = new Map<string, ChildProcess>();
  private readonly enrolled: Record<string, string>;
  private isOver = false;

  constructor(private readonly options: TroupeOptions) {
    const { terminalsFile } = options;
    this.enrolled = existsSync(terminalsFile)
      ? (JSON.parse(readFileSync(terminalsFile, 'utf8')) as Record<string, string>)
      : {};
  }

  /** Starts a terminal's process; resolves once it is connected. None is started once all were stopped. */
  async start(terminal: CastTerminal): Promise<void> {
    if (this.isOver) return;
    const child = fork(MAIN, [JSON.stringify(this.taskOf(terminal))], { stdio: 'inherit' });
    this.children.set(terminal.name, child);
    await new Promise<void>((resolve) => {
      child.on('message', (report: Report) => {
        if (report.report === 'connected') {
          this.remember(terminal.name, report.terminal);
          resolve();
        }
        this.options.hear(terminal.name, report);
      });
      child.once('exit', () => resolve());
    });
  }

  order(name: string, order: Order): void {
    this.children.get(name)?.send(order);
  }

  /** Ends a terminal as a power cut would. */
  async kill(name: string): Promise<void> {
    await this.end(name, 'SIGKILL');
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all([...this.children.keys()].map((name) => this.end(name, 'SIGTERM')));
  }

  private async end(name: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.children.get(name);
    this.children.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  private taskOf(terminal: CastTerminal): TerminalTask {
    const person = this.options.people.find((one) => one.user === terminal.user);
    if (person === undefined) throw new Error(`the file of people has no ${terminal.user}`);
    const id = this.enrolled[terminal.name];
    return {
      url: this.options.url,
      ...person,
      label: terminal.name,
      kind: terminal.kind,
      ...(id === undefined ? {} : { terminal: id }),
      ...(terminal.calendar === true ? { ics: this.options.ics } : {}),
    };
  }

  private remember(name: string, terminal: string): void {
    if (this.enrolled[name] === terminal) return;
    this.enrolled[name] = terminal;
    writeFileSync(this.options.terminalsFile, JSON.stringify(this.enrolled), { mode: 0o600 });
  }
}
