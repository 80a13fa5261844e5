import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { quiet, until } from '../harness/await.js';
import { Group, type JsonLine } from '../harness/group.js';
import { CHECKOUT } from '../harness/processes.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
const TERMINALS = 8;

const ready = (group: Group): Promise<JsonLine> =>
  group.event('it is ready', (event) => event['event'] === 'ready');

/** How many of the example's terminals have said that they are connected. */
function connected(group: Group): number {
  const said = group.events.filter((event) => String(event['does']).startsWith('is connected as'));
  return new Set(said.map((event) => event['who'])).size;
}

describe('the development server ends', () => {
  let folder: string;
  let data: string;
  const groups: Group[] = [];

  const start = async (program: string, ...args: string[]): Promise<Group> => {
    const group = Group.start(program, [...args, '--json', '--data', data]);
    groups.push(group);
    await ready(group);
    return group;
  };
  /** Waits until nothing of it is left: no process, no note that it runs; it ended with `code`. */
  const ended = async (group: Group, code: number): Promise<void> => {
    const came = await group.gone;
    expect(came === code ? code : `${came}: ${group.errors}`).toBe(code);
    expect(await group.descendants()).toEqual([]);
    expect(existsSync(join(data, 'running.json'))).toBe(false);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-dev-'));
    data = join(folder, 'data');
  });
  afterAll(async () => {
    for (const group of groups) await group.end();
    await rm(folder, { recursive: true, force: true });
  });

  it('in order, with 0, at a Ctrl-C for the whole group of `npm start`', async () => {
    const group = await start('npm', 'start', '--silent', '--');
    await group.said('all terminals are connected', () => connected(group) === TERMINALS);
    expect(existsSync(join(data, 'running.json'))).toBe(true);
    group.signal('SIGINT');
    // Parents pass it on, and a key bounces: so soon it is no second wish.
    await quiet(100);
    group.signal('SIGINT');
    await ended(group, 0);
    const told = group.events.map((event) => event['does']);
    expect(told).toContain('has closed their lines');
    // nats-server is of the group as little as it may die before who is connected to it.
    expect(group.errors).not.toContain('the engine is away');
    expect(group.errors).toContain(`stopped: nothing is left running; data stays in ${data}\n`);
    expect(group.other).toEqual([]);
  });

  it('with 1, naming the flag, where its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const flags = ['--json', '--no-example', '--data', data, '--port', String(port)];
    const group = Group.start(process.execPath, [LIAISON, 'dev', ...flags]);
    groups.push(group);
    await ended(group, 1);
    // The first thing said, and the only one.
    expect(JSON.parse(group.errors)).toEqual({
      code: 'port-in-use',
      message: `port ${port} is in use by another program`,
      fix: expect.stringContaining('--port'),
    });
    other.close();
  });

  it('with 1, saying so, when the process of a service dies', async () => {
    const group = await start(process.execPath, LIAISON, 'dev', '--processes', '--no-example');
    const all = await group.descendants();
    const victim = all.find(({ command }) => command.includes('programs/availability.js'));
    process.kill(victim?.pid ?? Number.NaN, 'SIGKILL');
    await ended(group, 1);
    expect(group.errors).toContain('availability ended (SIGKILL)');
    // A box's own account of its start is for whoever runs it alone.
    expect(group.errors).not.toContain('"event":"ready"');
  });

  it.each([
    ['while the example is being set up', 0],
    ['with all terminals connected', TERMINALS],
  ])('with 1, saying so, when nats-server dies %s', async (_when, terminals) => {
    const group = await start(process.execPath, LIAISON, 'dev');
    await group.said('its terminals are connected', () => connected(group) >= terminals);
    const victim = await until('nats-server is among its processes', async () =>
      (await group.descendants()).find(({ command }) => command.includes('nats.conf')),
    );
    process.kill(victim.pid, 'SIGKILL');
    await ended(group, 1);
    expect(group.errors).toContain('nats-server ended (SIGKILL)');
    expect(group.errors).not.toContain('stopped:');
  });

  it('in order, with 0, when nobody reads what it prints any more', async () => {
    const group = await start(process.execPath, LIAISON, 'dev', '--no-example');
    group.stopReading();
    // Makes it print something, if it has not stopped already.
    await Group.start(process.execPath, [LIAISON, 'user', 'add', 'erin', '--data', data]).gone;
    await ended(group, 0);
  });
});
