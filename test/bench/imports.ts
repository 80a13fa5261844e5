import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Liaison } from '../harness/at-work.js';
import type { System } from '../harness/system.js';
import { CpuMeter, total } from './measure.js';
import { publishProbe } from './probe.js';
import { type Row, row } from './report.js';
import { processesOf } from './site.js';

const USERS = 10_000;
const RUNS = 3;
/** An import that takes longer ends the benchmark. */
const SECONDS_MAX = 60;
/** A verifier that was made elsewhere; nobody logs in by it here. */
const HASH =
  '$argon2id$v=19$m=4096,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$tgm7+TkiMFG7qt1UZVBmPvkKzxIZm/NJwUYi8e9P7I8';

/** M6: users brought in with ready hashes by `liaison user import`, then once more, unchanged. */
export async function imports(system: System): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'liaison-imports-'));
  try {
    return await take(system, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function take(system: System, folder: string): Promise<Row[]> {
  const [fresh, repeated, cpu, ratios]: number[][] = [[], [], [], []];
  for (let run = 0; run < RUNS; run++) {
    const file = join(folder, `run${run}.jsonl`);
    const lines = Array.from({ length: USERS }, (_, at) =>
      JSON.stringify({ login: `u${at}@run${run}.example`, passwordHash: HASH }),
    );
    await writeFile(file, lines.join('\n'));
    const probe = await publishProbe(system);
    const meter = new CpuMeter(processesOf(system));
    fresh?.push(await imported(system, file, 'registered'));
    const usedUs = (1_000_000 * total(meter.used())) / USERS;
    cpu?.push(usedUs / 1_000);
    ratios?.push(usedUs / probe);
    repeated?.push(await imported(system, file, 'unchanged'));
  }
  const id = 'M6';
  return [
    row(
      { id, what: `${USERS} users brought in`, unit: 's', goal: `<= ${SECONDS_MAX}` },
      fresh ?? [],
    ),
    row({ id, what: 'the same once more', unit: 's', goal: '' }, repeated ?? []),
    row({ id, what: 'server CPU a user', unit: 'ms', goal: '' }, cpu ?? []),
    row({ id, what: 'beside a bare append', unit: '×', goal: '' }, ratios ?? []),
  ];
}

/** Seconds it took, no more than are allowed; all lines have to come to this. */
async function imported(
  system: System,
  file: string,
  what: 'registered' | 'unchanged',
): Promise<number> {
  const began = performance.now();
  const command = Liaison.start(system, 'user', 'import', file, '--json');
  const code = await command.gone;
  const told = command.events.at(-1);
  if (code !== 0 || told?.[what] !== USERS) {
    throw new Error(`the import ended with ${code}: ${JSON.stringify(told)} ${command.errors}`);
  }
  const seconds = (performance.now() - began) / 1_000;
  if (seconds > SECONDS_MAX) throw new Error(`${USERS} users ${what} took ${seconds} s`);
  return seconds;
}
