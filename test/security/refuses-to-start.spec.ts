import { once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lastIn } from '../harness/engine.js';
import { wholeLog } from '../harness/log.js';
import { scraped } from '../harness/metrics.js';
import { addPerson, connectNew, profileOf } from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

describe('what Liaison refuses to start on, and what it survives', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
  });
  afterAll(() => system.stop());

  it('refuses a partition count that is not the log’s, naming both and the remedy', async () => {
    const failure = await system.startBox('availability', { LIAISON_PARTITIONS: '8' }).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/ended with 1/);
    expect(failure).toMatch(/cannot start/);
    expect(failure).toMatch(/partitions/);
    expect(failure).toMatch(/LIAISON_PARTITIONS/);
  });

  it('refuses an engine older than 2.15, with the reason', async () => {
    const old = await oldEngine();
    const failure = await system
      .startBox('auth', { LIAISON_NATS_URL: `nats://127.0.0.1:${old.port}` })
      .then(
        () => 'it started',
        (error: Error) => error.message,
      );
    old.server.close();
    expect(failure).toMatch(/cannot start: .*2\.9\.10/);
    expect(failure).toMatch(/2\.15/);
  });

  it('refuses a wrong setting, naming it, before it listens', async () => {
    const failure = await system.startBox('gateway', { LIAISON_HTTP_PORT: 'eighty' }).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/LIAISON_HTTP_PORT/);
    expect(failure).not.toMatch(/"ready"/);
  });

  it('shows a user whose fact was changed by hand as unknown, and goes on with everybody else', async () => {
    const [alice, bob, carol] = await Promise.all(
      ['alice', 'bob', 'carol'].map((name) => addPerson(system, name)),
    );
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('nobody');
    const [a, b, c] = [
      await connectNew(system, alice),
      await connectNew(system, bob),
      await connectNew(system, carol),
    ];
    await useProfile(c.terminal, profileOf({ contacts: [alice.user, bob.user] }));
    await useProfile(a.terminal, profileOf());
    await useProfile(b.terminal, profileOf());
    await c.terminal.shows(alice.user, 'connectable');
    await c.terminal.shows(bob.user, 'connectable');

    const parkedBefore = await parkedBy(system);
    const altered = await alterLast(system, `profile.${alice.user}`);
    await c.terminal.shows(alice.user, 'unknown');

    const answer = await c.terminal.call('connectability.get', { user: alice.user });
    expect(answer).toEqual({ user: alice.user, state: 'unknown' });
    // Nothing is guessed for her: her terminals are let go, and told why, as often as they come.
    expect(await lastWords(a.terminal)).toEqual([{ code: 'revoked' }, 1008]);
    const again = await Terminal.open(system.terminalUrl());
    const { login, password } = alice;
    const { token } = await again.call('auth.login', { login, password });
    const connecting = again.call('terminal.connect', { token, terminal: a.id });
    await expect(connecting).rejects.toThrow('closed before an answer');
    expect(await lastWords(again)).toEqual([{ code: 'revoked' }, 1008]);
    const asked = { user: alice.user, mode: 'office' };
    const { refused } = await system.command('availability', 'mode.activate', asked);
    expect(refused).toMatchObject({
      code: 'internal',
      fix: 'try again; if it stays, give the operator the correlation id',
    });

    const parked = await lastIn(system, 'PARKED', 'liaison.parked.projector.availability');
    expect(JSON.parse(parked.bytes.toString())).toMatchObject({
      projector: 'availability',
      sequence: altered.sequence,
      subject: altered.lies,
      reason: 'box-does-not-open',
    });
    expect((await parkedBy(system)) - parkedBefore).toBe(1);

    await b.terminal.close();
    await c.terminal.shows(bob.user, 'not-connectable');
    expect(system.box('availability').child.exitCode).toBeNull();
  });
});

/** What a terminal was told last, and the code it was closed with. */
async function lastWords(terminal: Terminal): Promise<[unknown, number]> {
  const { code } = await terminal.closed;
  return [terminal.notesOf('closing').at(-1)?.params, code];
}

/** How many facts availability has parked. */
async function parkedBy(system: System): Promise<number> {
  return scraped(system.httpUrl('availability'), 'liaison_parked_total');
}

/** Stores the last fact of an aggregate again with one letter of its box changed; answers where. */
async function alterLast(
  system: System,
  aggregate: string,
): Promise<{ readonly lies: string; readonly sequence: number }> {
  const last = (await wholeLog(system)).findLast((fact) => fact.subject === aggregate);
  const sealed = last?.sealed;
  if (last === undefined || sealed === undefined) throw new Error(`nothing sealed of ${aggregate}`);
  const { sequence: _s, lies, recordedMs: _r, previousSequence: _p, ...fact } = last;
  const altered = `${sealed.slice(0, -2)}${sealed.at(-2) === 'A' ? 'B' : 'A'}${sealed.slice(-1)}`;
  const next = { ...fact, sealed: altered, revision: fact.revision + 1 };
  const stored = await system.operator.request(lies, JSON.stringify(next), { timeout: 5_000 });
  return { lies, sequence: stored.json<{ seq: number }>().seq };
}

/** Speaks just enough of the protocol to say its age. */
async function oldEngine(): Promise<{ server: Server; port: number }> {
  const info = { server_id: 'OLD', version: '2.9.10', max_payload: 1_048_576, headers: true };
  const server = createServer((socket) => {
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on('data', (data) => {
      if (data.toString('latin1').includes('PING')) socket.write('PONG\r\n');
    });
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}
