import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { mayUseCurl } from '../harness/curl.js';
import { type Person, addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { CHECKOUT } from '../harness/processes.js';
import { useProfile } from '../harness/profiles.js';
import { mayUsePython, python } from '../harness/python.js';
import { System } from '../harness/system.js';

let system: System;
const running: ChildProcess[] = [];
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGTERM');
});
afterAll(() => system.stop());

/** A stranger's terminal: what it prints, and what it is told to ask. */
class Stranger {
  readonly lines: string[] = [];

  constructor(private readonly child: ChildProcess) {
    running.push(child);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.hear(line));
    }
  }

  ask(method: string, params: object): void {
    this.child.stdin?.write(`${method} ${JSON.stringify(params)}\n`);
  }

  /** Asks nothing more. */
  done(): void {
    this.child.stdin?.end();
  }

  /** Waits until it has printed a line with all of these in it. */
  async prints(words: readonly string[]): Promise<string> {
    const found = (): string | undefined =>
      this.lines.find((line) => words.every((word) => line.includes(word)));
    return until(`it prints ${words.join(', ')}`, found).catch((error: unknown) => {
      throw new Error(`it has printed\n${this.lines.join('\n')}`, { cause: error });
    });
  }

  private hear(line: string): void {
    this.lines.push(line);
  }
}

const AWAY = modeOf('away', 2, { availability: { state: 'not-available' } });

/** Somebody whose terminal is a stranger's, with one of ours for a contact; both see each other. */
async function plays(start: (person: Person) => Promise<Stranger>): Promise<void> {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const own = await connectNew(system, bob);
  const modes = [modeOf('office', 1), AWAY];
  await useProfile(own.terminal, profileOf({ contacts: [alice.user], modes }));
  const stranger = await start(alice);
  await stranger.prints(['snapshot']);

  stranger.ask('profile.upload', { profile: profileOf({ contacts: [bob.user], modes }) });
  await stranger.prints(['"version":1']);
  stranger.ask('profile.activate', { profile: 'work' });
  await stranger.prints(['snapshot', `["${bob.user}","connectable"]`]);
  await own.terminal.shows(alice.user, 'connectable');

  await own.terminal.call('mode.activate', { mode: 'away' });
  await stranger.prints(['connectability', bob.user, '"not-connectable"', '"n":1']);
  stranger.ask('mode.activate', { mode: 'away' });
  await own.terminal.shows(alice.user, 'not-connectable');
  stranger.ask('mode.activate', { mode: 'none' });
  await stranger.prints(['"error"', '"unknown-mode"', '"/mode"']);

  stranger.ask('terminal.disconnect', {});
  stranger.done();
  await stranger.prints(['closed']);
}

async function inBash({ login, password }: Person): Promise<Stranger> {
  const script = join(CHECKOUT, 'test', 'foreign', 'terminal.sh');
  return new Stranger(spawn('bash', [script, system.httpUrl('gateway'), login, password]));
}

(mayUsePython ? describe : describe.skip)(
  'a terminal in Python (needs python3 with venv and pip)',
  () => {
    it('plays its part with the package websockets alone', async () => {
      const program = await python();
      await plays(async ({ login, password }) => {
        const script = join(CHECKOUT, 'test', 'foreign', 'terminal.py');
        return new Stranger(spawn(program, [script, system.terminalUrl(), login, password]));
      });
    }, 180_000);
  },
);

(mayUseCurl ? describe : describe.skip)('a terminal in bash (needs bash and curl)', () => {
  it('plays its part with curl alone', async () => {
    await plays(inBash);
  });

  it('is gone as soon as its curl is', async () => {
    const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
    const own = await connectNew(system, bob, { gateway: 1 });
    await useProfile(own.terminal, profileOf({ contacts: [alice.user] }));
    const stranger = await inBash(alice);
    stranger.ask('profile.upload', { profile: profileOf() });
    await stranger.prints(['"version":1']);
    stranger.ask('profile.activate', { profile: 'work' });
    await own.terminal.shows(alice.user, 'connectable');
    running.at(-1)?.kill('SIGTERM');
    await own.terminal.shows(alice.user, 'not-connectable', 5_000);
  });
});
