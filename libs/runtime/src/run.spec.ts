import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from '@jest/globals';

const PROGRAM = join(process.cwd(), 'libs/runtime/dist/fixtures/box-process.js');

interface BoxProcess {
  readonly child: ChildProcess;
  /** The line of that event, as soon as there is one. */
  event(name: string): Promise<Record<string, unknown>>;
  errors(): string;
  exitCode(): Promise<number | null>;
}

describe('a box run as a process', () => {
  const started: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of started.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  });

  function start(args: string[] = [], env: Record<string, string> = {}): BoxProcess {
    expect(existsSync(PROGRAM)).toBe(true);
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    started.push(child);
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    // Not 'close': after a disconnect by this side it does not come.
    const ends = [child.stdout!, child.stderr!].map((stream) => once(stream, 'end'));
    const closed = Promise.all([once(child, 'exit'), ...ends]);
    const lines: Record<string, unknown>[] = [];
    const waiting = new Set<() => void>();
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
      waiting.forEach((look) => look());
    });
    return {
      child,
      errors: () => errors,
      exitCode: async () => (await closed)[0][0] as number | null,
      event: (name) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            const line = lines.find((candidate) => candidate['event'] === name);
            if (line !== undefined) resolve(line);
          };
          waiting.add(look);
          look();
          void closed.then(() => reject(new Error(`ended without "${name}": ${errors}`)));
        }),
    };
  }

  it('says its address in the log and to its parent, and answers there', async () => {
    const box = start();
    const [message] = (await once(box.child, 'message')) as [Record<string, unknown>];
    const ready = await box.event('ready');
    expect(ready).toMatchObject({ box: 'auth', level: 'log', url: message['url'] });
    expect(message).toMatchObject({ event: 'ready', box: 'auth' });
    expect((await fetch(`${String(ready['url'])}/health`)).status).toBe(200);
  });

  it('says its address even where only errors are logged', async () => {
    const box = start([], { LIAISON_LOG_LEVEL: 'error' });
    expect(await box.event('ready')).toHaveProperty('url');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops at %s with exit code 0', async (signal) => {
    const box = start();
    await box.event('ready');
    box.child.kill(signal);
    expect(await box.exitCode()).toBe(0);
    expect(await box.event('stopped').catch(() => undefined)).toBeDefined();
  });

  it('ends at once, with 1, at the second signal', async () => {
    const box = start(['stuck']);
    await box.event('ready');
    box.child.kill('SIGTERM');
    await box.event('stopping');
    box.child.kill('SIGTERM');
    expect(await box.exitCode()).toBe(1);
  });

  it('stops when its parent is gone', async () => {
    const box = start();
    await box.event('ready');
    box.child.disconnect();
    expect(await box.exitCode()).toBe(0);
  });

  it('stops in order though nobody reads its log any more', async () => {
    const box = start();
    await box.event('ready');
    const gone = once(box.child, 'exit');
    box.child.stdout?.destroy();
    box.child.disconnect();
    expect(await gone).toEqual([0, null]);
  });

  it('names every wrong setting and does not listen', async () => {
    const box = start([], { LIAISON_PARTITIONS: '0', LIAISON_HTTP_PROT: '80' });
    expect(await box.exitCode()).toBe(1);
    expect(box.errors()).toBe(
      [
        'liaison auth cannot start: wrong settings:',
        '  LIAISON_PARTITIONS=0: must be a whole number from 1 to 256',
        '  LIAISON_HTTP_PROT: no such setting; LIAISON_HTTP_PORT is one',
        '',
      ].join('\n'),
    );
  });

  it('prints one clear message when it cannot start', async () => {
    const box = start(['fails']);
    expect(await box.exitCode()).toBe(1);
    expect(box.errors()).toBe('liaison auth cannot start: the store is away: start the engine\n');
  });

  it('logs a failure left to nobody and ends with 1', async () => {
    const box = start();
    const { url } = await box.event('ready');
    await fetch(`${String(url)}/reject`).catch(() => undefined);
    expect(await box.exitCode()).toBe(1);
    const fatal = JSON.parse(box.errors()) as Record<string, unknown>;
    expect(fatal).toMatchObject({ level: 'fatal', message: 'unhandled rejection: left to nobody' });
  });
});
