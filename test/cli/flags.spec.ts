import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { USAGE } from '../../deploy/local/usage.mjs';
import { CHECKOUT } from '../harness/processes.js';

const run = promisify(execFile);
const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');

interface Refused {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command that must fail says. */
async function refusal(...args: string[]): Promise<Refused> {
  const env = { PATH: process.env['PATH'] ?? '' };
  return run(process.execPath, [LIAISON, ...args], { env }).then(
    () => ({ code: 0, stdout: '', stderr: '' }),
    (error: Refused) => error,
  );
}

describe('a wrong flag ends with 2 and says what is meant', () => {
  it.each([
    ['dev --sync alwyas', /'alwyas' is invalid.*Allowed choices are default, always/],
    ['dev --seconds x', /--seconds <n>.*'x' is invalid.*Give seconds, above 0/],
    ['whom alice', /unknown command 'whom'/],
  ])('liaison %s', async (line, message) => {
    const { code, stdout, stderr } = await refusal(...line.split(' '));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replaceAll('\n', ' ')).toMatch(message);
  });
});

describe('a failure with --json is one JSON object on standard error', () => {
  it.each([
    ['user list --data /no/such/folder', 1, ['not-running', /on \/no\/such\/folder/, /npm start/]],
    ['config show LIAISON_PARTITION', 1, ['unknown-setting', /LIAISON_PARTITION$/, /config show/]],
    ['profile preview /no/such.json --user a', 1, ['unreadable-file', /ENOENT/, /can be read/]],
    ['who alice --at yesterday', 2, ['usage', /Give a date, a time, and Z/, /--help/]],
    ['whom alice', 2, ['usage', /unknown command 'whom'/, /--help/]],
    ['consent grant alice', 2, ['usage', /missing required argument 'viewer'/, /--help/]],
  ] as const)('liaison %s', async (line, exitCode, [code, message, fix]) => {
    const { code: exited, stdout, stderr } = await refusal(...line.split(' '), '--json');
    expect({ exited, stdout }).toEqual({ exited: exitCode, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({
      code,
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    });
  });
});

describe('the version', () => {
  it('is that of the package', async () => {
    const pack = await readFile(join(CHECKOUT, 'apps', 'cli', 'package.json'), 'utf8');
    const { version } = JSON.parse(pack) as { version: string };
    const { stdout } = await run(process.execPath, [LIAISON, '--version']);
    expect(stdout).toBe(`${version}\n`);
  });
});

describe('the flags of `npm start`', () => {
  it('are those of `liaison dev`, in the same words', async () => {
    const { stdout } = await run(process.execPath, [LIAISON, 'dev', '--help']);
    const said = stdout
      .replace('Usage: liaison dev ', 'Usage: npm start -- ')
      .replace('npx liaison dev ', 'npm start -- ');
    expect(USAGE).toBe(said);
  });
});

describe('a wrong flag of `npm start`', () => {
  it.each([
    ['--seconds x'],
    ['--seconds 0'],
    ['--port 65536'],
    ['--sync alwyas'],
    ['--ics /no/such.ics'],
    ['--exmaple'],
    ['bob'],
    ['--port'],
  ])('%s is refused as `liaison dev` does, before anything is fetched or built', async (line) => {
    const words = line.split(' ');
    const env = { PATH: process.env['PATH'] ?? '' };
    const started = run(process.execPath, [join(CHECKOUT, 'deploy/local/start.mjs'), ...words], {
      env,
    });
    const refused = { code: 2, stdout: '' };
    await expect(started).rejects.toMatchObject(refused);
    const { stderr } = await started.catch((error: Refused) => error);
    // A step of the set-up would be said.
    expect(stderr).toMatch(/^error: .+\n\(npm start -- --help shows what there is\)\n$/);
    const told = await refusal('dev', ...words);
    expect(told).toMatchObject(refused);
    const why = / (Give .*\.|Allowed .*\.|It cannot .*\.)$/m.exec(stderr)?.[1] ?? '';
    expect(told.stderr).toContain(why);
  });

  it('is told as JSON where that is asked for', async () => {
    const words = [join(CHECKOUT, 'deploy/local/start.mjs'), '--json', '--seconds', 'x'];
    const refused = await run(process.execPath, words).catch((error: Refused) => error);
    expect(JSON.parse(refused.stderr)).toEqual({
      code: 'usage',
      message: expect.stringContaining("--seconds 'x' is invalid"),
      fix: 'see --help',
    });
  });
});

describe.each([
  ['bench', 'test/bench/run.mjs', '--users'],
  ['worlds', 'test/worlds/main.mjs', '--pairs'],
])('`npm run %s`', (name, program, flag) => {
  const said = (...words: string[]): Promise<Refused> =>
    run(process.execPath, [join(CHECKOUT, program), ...words]).then(
      (output) => ({ code: 0, ...output }),
      (error: Refused) => error,
    );

  it.each(['--help', '-h'])('%s shows its flags', async (help) => {
    const { code, stdout, stderr } = await said(help);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: npm run ${name} -- `));
    expect(stdout).toContain(`${flag} <n>`);
  });

  it.each([
    ['--nothing', /^error: Unknown option '--nothing'/],
    [`${flag} many`, /^error: --\w+ 'many' is invalid\. Give a whole number\./],
  ])('%s is refused with its usage', async (line, why) => {
    const { code, stdout, stderr } = await said(...line.split(' '));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(why);
    expect(stderr).toContain('Usage: npm run');
    expect(stderr).not.toContain(' at ');
  });
});

describe('the MongoDB server of the tests', () => {
  const program = join(CHECKOUT, 'deploy', 'local', 'mongodb-server.mjs');

  it('shows its flags', async () => {
    const { stdout, stderr } = await run(process.execPath, [program, '--help']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Usage: node deploy\/local\/mongodb-server\.mjs --data <folder>/);
  });

  it.each([
    [[], /^error: --data is missing\./],
    [['--data', '/no/such/folder', '--port', 'x'], /^error: --port 'x' is invalid\. Give a whole/],
  ])('is refused %j with its usage', async (words, why) => {
    const refused = await run(process.execPath, [program, ...words]).catch((e: Refused) => e);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(why) });
    expect(refused.stderr).toContain('Usage: node');
    expect(refused.stderr).not.toContain(' at ');
  });
});

describe('where no Liaison runs', () => {
  it('says so, with what helps, and ends with 1', async () => {
    const { code, stdout, stderr } = await refusal('user', 'list', '--data', '/no/such/folder');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('no Liaison is running on /no/such/folder');
    expect(stderr).toContain('npm start -- --data /no/such/folder');
  });
});
