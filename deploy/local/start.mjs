import { join } from 'node:path';
import { PROGRAMS } from './bundle.mjs';
import { runInFront } from './processes.mjs';
import { ROOT, setUp } from './setup.mjs';
import { command, sinceBegin } from './steps.mjs';
import { faultIn } from './start-flags.mjs';
import { USAGE, asksForHelp } from './usage.mjs';

/** Exit code. */
const WRONG_USAGE = 2;

const flags = process.argv.slice(2);
const fault = faultIn(flags);
if (asksForHelp(flags)) process.stdout.write(USAGE);
else if (fault === undefined) await command(start);
else refuse(fault);

async function start() {
  const { engine } = await setUp();
  process.stderr.write(`  ready to start after ${sinceBegin()} s\n`);
  const cli = join(ROOT, PROGRAMS, 'liaison.js');
  return runInFront(process.execPath, [cli, 'dev', ...flags], {
    cwd: ROOT,
    env: { ...process.env, LIAISON_NATS_SERVER: engine },
  });
}

/** In the words, and with the exit code, of `liaison dev`. @param {string} message */
function refuse(message) {
  const told = flags.includes('--json')
    ? JSON.stringify({ code: 'usage', message, fix: 'see --help' })
    : `error: ${message}\n(npm start -- --help shows what there is)`;
  process.stderr.write(`${told}\n`);
  process.exitCode = WRONG_USAGE;
}
