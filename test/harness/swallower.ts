import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type Interface, createInterface } from 'node:readline';
import { join } from 'node:path';
import { CHECKOUT } from './processes.js';

/** Whether lines can vanish here: Linux has the filter, and Python sets it. */
export const mayVanish =
  process.env['CI'] === 'true' ||
  (process.platform === 'linux' && spawnSync('python3', ['--version']).status === 0);

/** A proxy whose lines vanish from the server's sight: no word, and nothing acknowledged (`swallow.py`). */
export class Swallower {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: Interface,
    /** `http://HOST:PORT` */
    readonly url: string,
  ) {}

  /** To a server at `http://127.0.0.1:PORT`. */
  static async to(server: string): Promise<Swallower> {
    const script = join(CHECKOUT, 'test', 'harness', 'swallow.py');
    const child = spawn('python3', [script, new URL(server).port], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const [port] = (await once(lines, 'line')) as [string];
    return new Swallower(child, lines, `http://127.0.0.1:${port}`);
  }

  /** All lines there are vanish, and stay so. */
  async swallow(): Promise<void> {
    this.child.stdin?.write('swallow\n');
    await once(this.lines, 'line');
  }

  /** Its end is a word, after all: the kernel closes its lines. */
  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
