import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FORBIDDEN } from './harness/forbidden-imports.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findViolations } from '../deploy/local/boundary-rules.mjs';

const CHECKOUT = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '..');

const declaration = (name: string, needs: string[]): string =>
  JSON.stringify({ name, dependencies: Object.fromEntries(needs.map((need) => [need, '1'])) });

describe('the boundaries', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'liaison-boundaries-'));
    await put('package.json', declaration('liaison', ['@nats-io/transport-node']));
    await put(
      'libs/domain/package.json',
      declaration('@liaison/domain', ['rrule-temporal', 'lodash']),
    );
    await put(
      'libs/contracts/package.json',
      declaration('@liaison/contracts', ['@liaison/domain']),
    );
    await put('libs/bus/package.json', declaration('@liaison/bus', ['@nats-io/jetstream']));
    await put('libs/store/package.json', declaration('@liaison/store', ['mongodb']));
    await put('libs/runtime/package.json', declaration('@liaison/runtime', []));
    const appNeeds = ['@liaison/contracts', '@liaison/domain', '@nats-io/jetstream', 'mongodb'];
    await put('apps/auth/package.json', declaration('@liaison/auth', appNeeds));
    await put('apps/gateway/package.json', declaration('@liaison/gateway', ['ws']));
    await put('apps/cli/package.json', declaration('@liaison/cli', ['@liaison/auth']));
    await put('apps/examples/package.json', declaration('@liaison/examples', []));
    await put('libs/terminal-sdk/package.json', declaration('@liaison/terminal-sdk', ['ws']));
    await put('libs/service-sdk/package.json', declaration('@liaison/service-sdk', ['ws', 'zod']));
    await put('apps/page/package.json', declaration('@liaison/page', ['@liaison/terminal-sdk']));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const put = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };

  it('hold in this checkout', async () => {
    expect(await findViolations(CHECKOUT)).toEqual([]);
  });

  it('hold in the miniature the next cases break', async () => {
    await put('apps/auth/src/a.ts', "import type { X } from '@liaison/contracts';\n");
    await put('apps/auth/src/a.spec.ts', "import { X } from '@liaison/contracts/fixtures';\n");
    await put('apps/cli/src/a.ts', "import { box } from '@liaison/auth';\n");
    await put('libs/domain/src/a.ts', "import { RRule } from 'rrule-temporal';\n");
    await put('libs/bus/src/a.ts', "import { jetstream } from '@nats-io/jetstream';\n");
    await put('libs/runtime/src/a.ts', 'export const all = process.env;\n');
    await put('apps/page/src/a.ts', "import { Terminal } from '@liaison/terminal-sdk';\n");
    await put('libs/service-sdk/src/a.ts', "import { randomUUID } from 'node:crypto';\n");
    await put('test/sdk/a.spec.ts', "import { Terminal } from '@liaison/terminal-sdk';\n");
    expect(await findViolations(root)).toEqual([]);
  });

  it.each(FORBIDDEN)('refuse %s', async (_name, file, line, why) => {
    await put(file, `${line}\n`);
    const found = await findViolations(root);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(why);
    expect(found[0]).toContain(file);
  });

  it('refuse a package.json that declares what its layer may not use', async () => {
    await put('libs/domain/package.json', declaration('@liaison/domain', ['@liaison/bus']));
    expect(await findViolations(root)).toEqual([
      expect.stringMatching(/libs\/domain\/package.json: declares @liaison\/bus/),
    ]);
  });
});
