import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from '../../deploy/local/build.mjs';
import { CHECKOUT } from '../harness/processes.js';

const PACKAGE = { compilerOptions: { composite: true, outDir: 'dist', types: [] } };
const NAMES = ['one', 'two'];

describe('the build', () => {
  let checkout: string;

  beforeEach(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'liaison-build-'));
    await symlink(join(CHECKOUT, 'node_modules'), join(checkout, 'node_modules'));
    for (const name of NAMES) {
      await mkdir(join(checkout, name));
      await writeFile(join(checkout, name, 'tsconfig.json'), JSON.stringify(PACKAGE));
      await write(name, 'export const seconds = 1;\n');
    }
    const all = { files: [], references: NAMES.map((path) => ({ path })) };
    await writeFile(join(checkout, 'tsconfig.json'), JSON.stringify(all));
  });
  afterEach(() => rm(checkout, { recursive: true, force: true }));

  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(checkout, name, 'index.ts'), text);
  const said = async (): Promise<string> => (await build(checkout)).said;

  it('says what it compiled, and when there was nothing to compile', async () => {
    expect(await said()).toBe('compiled 2 packages');
    expect(await said()).toBe('up to date');
    await write('two', 'export const seconds = 20;\n');
    expect(await said()).toBe('compiled 1 package');
  });

  it('says what the compiler has against the code, and nothing else', async () => {
    await write('two', "export const seconds: number = '';\n");
    const failed = await build(checkout).catch((error: unknown) => (error as Error).message);
    expect(failed).toBe(
      'The build failed:\n' +
        "two/index.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.",
    );
  });
});
