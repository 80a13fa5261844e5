import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { until } from './await.js';
import { CHECKOUT, handedOn } from './processes.js';

/** In the environment of a group's first process, and so of all that come of it, but of nats-server. */
const MARK = 'LIAISON_TEST_GROUP';
const PATIENCE_MS = 90_000;
/** What a failure shows of what was said. */
const LAST_EVENTS = 60;

/** One JSON line of a program's standard output. */
export type JsonLine = Readonly<Record<string, unknown>>;

/** A process that came of a group's first, wherever it has gone since. */
export interface Descendant {
  readonly pid: number;
  readonly command: string;
}

/** A command in a process group of its own, as a shell starts one, with what it prints. */
export class Group {
  readonly events: JsonLine[] = [];
  /** What of standard output is no JSON line. */
  readonly other: string[] = [];
  errors = '';
  readonly gone: Promise<number | NodeJS.Signals>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly mark: string,
    /** Where it keeps its data: nats-server, which gets no environment, is told of a file in there. */
    private readonly data: string | undefined,
  ) {
    this.gone = once(child, 'close').then(
      ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
    );
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => this.hear(line));
    }
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
  }

  /** Starts it in the checkout, or in the folder named. */
  static start(program: string, args: readonly string[], folder = CHECKOUT): Group {
    const mark = randomUUID();
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...handedOn(), [MARK]: mark },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const at = args.indexOf('--data');
    return new Group(child, mark, at < 0 ? undefined : args[at + 1]);
  }

  /** The first event that is what is looked for; fails with the last lines. */
  event(what: string, wanted: (event: JsonLine) => boolean): Promise<JsonLine> {
    return this.said(what, () => this.events.find(wanted));
  }

  /** Waits until what it has said is what is looked for; fails with the last lines. */
  async said<T>(what: string, probe: () => T | undefined | false): Promise<T> {
    const ended = (): boolean => this.child.exitCode !== null || this.child.signalCode !== null;
    const seen = (): { value: T } | 'ended' | undefined => {
      const value = probe();
      if (value !== undefined && value !== false) return { value };
      return ended() ? 'ended' : undefined;
    };
    const found = await until(what, seen, PATIENCE_MS).catch((error: Error) => error);
    if (found === 'ended') throw new Error(`it ended before ${what}:\n${this.last()}`);
    if (found instanceof Error) throw new Error(`${found.message}:\n${this.last()}`);
    return found.value;
  }

  private last(): string {
    const events = this.events.slice(-LAST_EVENTS).map((event) => JSON.stringify(event));
    return [...events, this.errors].join('\n');
  }

  /** To the whole group, as a terminal's Ctrl-C. */
  signal(name: NodeJS.Signals): void {
    process.kill(-(this.child.pid ?? Number.NaN), name);
  }

  /** As `| head` does: whoever reads its output goes away. */
  stopReading(): void {
    this.child.stdout?.destroy();
  }

  /** Every process that came of it and runs, in whatever group (Linux). */
  async descendants(): Promise<Descendant[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const all = await Promise.all(pids.map((pid) => this.descendant(Number(pid))));
    return all.filter((found) => found !== undefined);
  }

  /** Ends whatever is left of it. */
  async end(): Promise<void> {
    for (const { pid } of await this.descendants()) kill(pid);
    await this.gone;
  }

  private async descendant(pid: number): Promise<Descendant | undefined> {
    const read = (name: string): Promise<string> =>
      readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
    const command = (await read('cmdline')).replaceAll('\0', ' ');
    const isMarked = (await read('environ')).includes(`${MARK}=${this.mark}`);
    const isOnData = this.data !== undefined && command.includes(`${this.data}/`);
    return isMarked || isOnData ? { pid, command } : undefined;
  }

  private hear(line: string): void {
    if (line.startsWith('{')) this.events.push(JSON.parse(line) as JsonLine);
    else if (line !== '') this.other.push(line);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
