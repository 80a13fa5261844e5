import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
    await put('test/sdk/a.spec.ts', "import { Terminal } from '@liaison/terminal-sdk';\n");
    expect(await findViolations(root)).toEqual([]);
  });

  const FORBIDDEN: [string, string, string, RegExp][] = [
    [
      'an app that imports another app',
      'apps/gateway/src/a.ts',
      "import { box } from '@liaison/auth';",
      /apps\/gateway may import libs only/,
    ],
    [
      'an app that reaches into another app',
      'apps/gateway/src/a.ts',
      "import { box } from '../../auth/src/index.js';",
      /which leaves apps\/gateway/,
    ],
    [
      'an app that imports another one at run time',
      'apps/gateway/src/a.ts',
      "await import('@liaison/auth');",
      /may import libs only/,
    ],
    [
      'a domain that imports a library beyond its three',
      'libs/domain/src/a.ts',
      "import { map } from 'lodash';",
      /three libraries only/,
    ],
    [
      'a domain that imports contracts',
      'libs/domain/src/a.ts',
      "import type { X } from '@liaison/contracts';",
      /may import only: nothing of ours/,
    ],
    [
      'contracts that import the bus',
      'libs/contracts/src/a.ts',
      "import type { X } from '@liaison/bus';",
      /may import only: libs\/domain/,
    ],
    [
      'a second importer of the NATS client',
      'apps/auth/src/a.ts',
      "import { jetstream } from '@nats-io/jetstream';",
      /libs\/bus alone may import/,
    ],
    [
      'a server that imports what is for its tests',
      'apps/auth/src/a.ts',
      "import { X } from '@liaison/contracts/fixtures';",
      /which is for tests/,
    ],
    [
      'a second importer of mongodb',
      'apps/auth/src/a.ts',
      "import { MongoClient } from 'mongodb';",
      /libs\/store alone may import/,
    ],
    [
      'a second reader of the environment',
      'apps/auth/src/a.ts',
      'export const url = process.env.LIAISON_NATS_URL;',
      /libs\/runtime alone may/,
    ],
    [
      'a reader of the environment by another name',
      'apps/auth/src/a.ts',
      "import { env } from 'node:process';",
      /libs\/runtime alone may/,
    ],
    [
      'a reader of the environment that takes it out of the process',
      'apps/auth/src/a.ts',
      'const { env } = process;',
      /libs\/runtime alone may/,
    ],
    [
      'a reader of one variable that takes it out of the process',
      'apps/auth/src/a.ts',
      'const { pid, env: { LIAISON_NATS_URL: url } } = process;',
      /libs\/runtime alone may/,
    ],
    [
      'a reader of the environment through the imported process',
      'apps/auth/src/a.ts',
      "import self from 'process'; export const all = self.env;",
      /libs\/runtime alone may/,
    ],
    [
      'a reader of the environment through the process by another name',
      'apps/auth/src/a.ts',
      'const self = process; export const all = self.env;',
      /libs\/runtime alone may/,
    ],
    [
      'an app that requires another app',
      'apps/gateway/src/a.ts',
      "const { box } = require('@liaison/auth');",
      /import packages by their name/,
    ],
    [
      'an app that makes itself a require',
      'apps/gateway/src/a.ts',
      "import { createRequire } from 'node:module';",
      /import packages by their name/,
    ],
    [
      'a test that requires us',
      'test/claims/a.spec.ts',
      "const { view } = createRequire(import.meta.url)('@liaison/domain');",
      /import packages by their name/,
    ],
    [
      'an app that imports what it computes',
      'apps/gateway/src/a.ts',
      'await import(`@liaison/${other}`);',
      /import packages by their name/,
    ],
    [
      'a store that imports the domain',
      'libs/store/src/a.ts',
      "import type { X } from '@liaison/domain';",
      /may import only: libs\/bus, libs\/contracts$/,
    ],
    [
      'a runtime that imports the domain',
      'libs/runtime/src/a.ts',
      "import type { X } from '@liaison/domain';",
      /may import only: libs\/contracts$/,
    ],
    [
      'a runtime that imports the bus',
      'libs/runtime/src/a.ts',
      "import type { X } from '@liaison/bus';",
      /may import only: libs\/contracts$/,
    ],
    [
      'an undeclared dependency',
      'apps/gateway/src/a.ts',
      "import type { X } from '@liaison/contracts';",
      /package\.json does not declare/,
    ],
    [
      'an undeclared package from outside',
      'apps/gateway/src/a.ts',
      "import { z } from 'zod';",
      /package\.json does not declare/,
    ],
    [
      'an example that knows us',
      'apps/examples/src/a.ts',
      "import { view } from '@liaison/domain';",
      /is a stranger/,
    ],
    [
      'a page that knows us',
      'apps/page/src/a.ts',
      "import { view } from '@liaison/domain';",
      /is a stranger/,
    ],
    [
      'an SDK that only runs in Node',
      'libs/terminal-sdk/src/a.ts',
      "import { randomBytes } from 'node:crypto';",
      /imports nothing at all/,
    ],
    [
      'a server that uses the SDK',
      'apps/gateway/src/a.ts',
      "import { Terminal } from '@liaison/terminal-sdk';",
      /may import libs only/,
    ],
    [
      'a test that knows us',
      'test/claims/a.spec.ts',
      "import { view } from '@liaison/domain';",
      /is a stranger/,
    ],
  ];
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
