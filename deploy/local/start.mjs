import { join } from 'node:path';
import { PROGRAMS } from './bundle.mjs';
import { runInFront } from './processes.mjs';
import { ROOT, setUp } from './setup.mjs';
import { command, sinceBegin } from './steps.mjs';
import { USAGE, asksForHelp } from './usage.mjs';

const flags = process.argv.slice(2);
if (asksForHelp(flags)) process.stdout.write(USAGE);
else await command(start);

async function start() {
  const { engine } = await setUp();
  process.stderr.write(`  ready to start after ${sinceBegin()} s\n`);
  const cli = join(ROOT, PROGRAMS, 'liaison.js');
  return runInFront(process.execPath, [cli, 'dev', ...flags], {
    cwd: ROOT,
    env: { ...process.env, LIAISON_NATS_SERVER: engine },
  });
}
