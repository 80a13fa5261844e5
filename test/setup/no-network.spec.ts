import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CHECKOUT } from '../harness/processes.js';

const run = promisify(execFile);

/** Loaded before everything in every Node process: no name of the network can be found. */
const NO_NETWORK = `
import dns from 'node:dns';
dns.lookup = (host, options, done = options) => {
  const error = new Error('getaddrinfo ENOTFOUND ' + host);
  process.nextTick(done, Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo' }));
};
`;

/** One package is enough to be missing. */
const PACKAGE = { name: 'clone', version: '0.1.0', type: 'module', dependencies: { ws: '8.22.0' } };
const LOCK = {
  name: 'clone',
  version: '0.1.0',
  lockfileVersion: 3,
  packages: { '': PACKAGE, 'node_modules/ws': { version: '8.22.0' } },
};

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('a fresh clone without network', () => {
  let checkout: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'liaison-clone-'));
    await cp(join(CHECKOUT, 'deploy', 'local'), join(checkout, 'deploy', 'local'), {
      recursive: true,
    });
    await writeFile(join(checkout, 'package.json'), JSON.stringify(PACKAGE));
    await writeFile(join(checkout, 'package-lock.json'), JSON.stringify(LOCK));
    const block = join(checkout, 'no-network.mjs');
    await writeFile(block, NO_NETWORK);
    env = {
      PATH: join(checkout, 'nothing'),
      HOME: checkout,
      NODE_OPTIONS: `--import ${pathToFileURL(block).href}`,
    };
  });
  afterEach(() => rm(checkout, { recursive: true, force: true }));

  /** As the scripts of package.json run it. */
  const command = (name: 'start' | 'test', ...flags: string[]): Promise<Ended> => {
    const script = join(checkout, 'deploy', 'local', `${name}.mjs`);
    return run(process.execPath, [script, ...flags], { env }).then(
      (said) => ({ code: 0, ...said }),
      (error: Ended) => error,
    );
  };
  const leftovers = async (): Promise<string[]> =>
    (await readdir(join(checkout, '.liaison'))).filter((name) => name.startsWith('fetch-'));

  async function installPackages(): Promise<void> {
    const lock = await readFile(join(checkout, 'package-lock.json'));
    const mark = `${createHash('sha256').update(lock).digest('hex')} node ${process.versions.modules}`;
    await mkdir(join(checkout, 'node_modules'));
    await writeFile(join(checkout, 'node_modules', '.liaison-installed'), mark);
  }

  it.each(['start', 'test'] as const)(
    'and without an engine: npm %s gives one message, and exit code 1',
    async (name) => {
      await installPackages();
      const { code, stdout, stderr } = await command(name);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.match(/none could be found or fetched/g)).toHaveLength(1);
      expect(stderr).toContain('ENOTFOUND');
      expect(stderr).toContain('connect this machine to the network');
      expect(stderr).toContain('put nats-server >= 2.15 on PATH');
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(await leftovers()).toEqual([]);
    },
  );

  it('and without packages: one message, and exit code 1', async () => {
    env['PATH'] = dirname(process.execPath);
    env['npm_config_fetch_retries'] = '0';
    const { code, stdout, stderr } = await command('start');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.match(/could not be installed/g)).toHaveLength(1);
    expect(stderr).toContain('ENOTFOUND');
    expect(stderr).toContain('Connect this machine to the network');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('and without npm: one message that names it, and exit code 1', async () => {
    const { code, stderr } = await command('start');
    expect(code).toBe(1);
    expect(stderr).toContain('npm ENOENT');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each(['--help', '-h'])('npm start -- %s says its flags, and sets nothing up', async (flag) => {
    const { code, stdout, stderr } = await command('start', '--json', flag);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: npm start -- \[options\]\n/);
    expect(existsSync(join(checkout, '.liaison'))).toBe(false);
  });
});
