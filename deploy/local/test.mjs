import { join } from 'node:path';
import { findOrInstallChromium } from './chromium.mjs';
import { mongodbForTests } from './mongodb.mjs';
import { runInFront } from './processes.mjs';
import { withScratch } from './scratch.mjs';
import { ROOT, setUp } from './setup.mjs';
import { command, step } from './steps.mjs';

await command(async () => {
  const { engine } = await setUp();
  const browser = await step('browser', () =>
    findOrInstallChromium({ mayInstall: process.env.CI === 'true' }),
  );
  const mongodb = await step('mongodb', () => mongodbForTests(join(ROOT, '.liaison')));
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    '--config',
    'test/jest.config.mjs',
  ];
  return withScratch(join(ROOT, '.liaison', 'tmp'), (scratch) =>
    runInFront(process.execPath, [...args, '--rootDir', '.', ...process.argv.slice(2)], {
      cwd: ROOT,
      env: {
        ...process.env,
        LIAISON_NATS_SERVER: engine,
        LIAISON_TEST_CHROMIUM: browser,
        LIAISON_TEST_MONGODB: mongodb,
        TMPDIR: scratch,
      },
    }),
  );
});
