import { join } from 'node:path';
import { runInFront } from './processes.mjs';
import { ROOT, setUp } from './setup.mjs';
import { command, sinceBegin } from './steps.mjs';

await command(async () => {
  const { engine } = await setUp();
  process.stderr.write(`  ready to start after ${sinceBegin()} s\n`);
  const cli = join(ROOT, 'apps', 'cli', 'dist', 'main.js');
  return runInFront(process.execPath, [cli, 'dev', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...process.env, LIAISON_NATS_SERVER: engine },
  });
});
