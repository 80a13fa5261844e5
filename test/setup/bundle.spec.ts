import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PROGRAMS, bundle } from '../../deploy/local/bundle.mjs';
import { CHECKOUT } from '../harness/processes.js';

const SHARED = 'libs/words/dist/index.js';

describe('the programs of a checkout', () => {
  let checkout: string;

  beforeEach(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'liaison-programs-'));
    await symlink(join(CHECKOUT, 'node_modules'), join(checkout, 'node_modules'));
    await write('package-lock.json', '{}');
    await write('deploy/local/bundle.mjs', '');
    await write('apps/bell/src/box.ts', '');
    await write(SHARED, "export const word = 'ding';\n");
    for (const app of ['cli', 'bell']) {
      const says = `import { word } from '../../../libs/words/dist/index.js';\nconsole.log('${app}', word);\n`;
      await write(`apps/${app}/dist/main.js`, says);
    }
  });
  afterEach(() => rm(checkout, { recursive: true, force: true }));

  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await writeFile(join(checkout, path), text);
  };
  const said = async (): Promise<string> => (await bundle(checkout)).said;
  const run = async (name: string): Promise<string> =>
    (await promisify(execFile)(process.execPath, [join(checkout, PROGRAMS, `${name}.js`)])).stdout;

  it('are the command and every box, each with all it imports', async () => {
    expect(await said()).toBe('put 2 together');
    await rm(join(checkout, 'libs'), { recursive: true });
    expect(await run('liaison')).toBe('cli ding\n');
    expect(await run('bell')).toBe('bell ding\n');
  });

  it('are put together anew when a file they were made of has changed, and only then', async () => {
    await said();
    expect(await said()).toBe('up to date');
    await write(SHARED, "export const word = 'dong';\n");
    const soon = new Date(Date.now() + 60_000);
    await utimes(join(checkout, SHARED), soon, soon);
    expect(await said()).toBe('put 2 together');
    expect(await run('bell')).toBe('bell dong\n');
  });

  it('that cannot be put together are a failure that says where', async () => {
    await write(SHARED, 'export const word = ;\n');
    const failed = await bundle(checkout).catch((error: unknown) => (error as Error).message);
    expect(failed).toContain('The programs could not be put together');
    expect(failed).toContain(`${SHARED}:1:20`);
  });
});
