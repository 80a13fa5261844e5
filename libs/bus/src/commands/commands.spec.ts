import { EventEmitter, once } from 'node:events';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller, type INestMicroservice, Inject } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '../connection.js';
import { DuplicateCommand, KeysAway, RequestTimedOut } from '../errors.js';
import { askServices, specBox, specRequest } from '../fixtures/box-of-a-spec.js';
import { type SpecEngine, SpecMeter, specEngine } from '../fixtures/engine-of-a-spec.js';
import { BUS, COMMANDS } from '../tokens.js';
import { type CommandAnswer, type CommandMessage } from './answer.js';
import { Command } from './command.js';
import { CommandClient } from './command-client.js';
import { CommandServer } from './command-server.js';

const answered: string[] = [];
/** Handlers that wait, by the correlation of their request: they go on when they are let. */
const waiting = new Map<string, () => void>();
const begun = new EventEmitter();

@Controller()
class Modes {
  @Command('mode.activate')
  activate(request: CommandRequest): Promise<CommandReply> {
    answered.push(request.correlation);
    return Promise.resolve({ accepted: { fact: 'f1', sequence: 7, result: request.data } });
  }

  @Command('mode.clear')
  async clear(): Promise<CommandReply> {
    return { accepted: { result: {} } };
  }

  @Command('mode.wait')
  async wait(request: CommandRequest): Promise<CommandReply> {
    await new Promise<void>((resolve) => {
      waiting.set(request.correlation, resolve);
      begun.emit(request.correlation);
    });
    return { accepted: { fact: request.correlation, result: {} } };
  }

  @Command('mode.fail')
  fail(request: CommandRequest): Promise<CommandReply> {
    const { how } = request.data;
    if (how === 'large') {
      return Promise.resolve({ accepted: { result: { text: 'x'.repeat(300 * 1_024) } } });
    }
    if (how === 'keys') throw new KeysAway('no key store');
    if (how === 'late') throw new RequestTimedOut('no answer');
    throw new Error('a secret detail');
  }
}

@Controller()
class HandedOn {
  constructor(@Inject(COMMANDS) private readonly commands: CommandClient) {}

  @Command('mode.activate')
  async handOn(_request: CommandRequest, message: CommandMessage): Promise<CommandAnswer> {
    return this.commands.forward('availability', 'mode.activate', message);
  }
}

describe('commands', () => {
  let spec: SpecEngine;
  let bus: Bus;
  let client: CommandClient;
  let availability: INestMicroservice;
  let monitor: INestMicroservice;
  const meter = new SpecMeter();

  const counted = (verb: string, outcome: string): number =>
    meter.counts.get(`liaison_commands_total ${JSON.stringify({ verb, outcome })}`) ?? 0;

  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect('caller');
    client = new CommandClient(bus);
    availability = await specBox(spec, 'availability', Modes, meter);
    monitor = await specBox(spec, 'access-monitor', HandedOn, meter);
  });
  afterAll(async () => {
    await monitor.close();
    await availability.close();
    await spec.end();
  });

  it('are answered by the handler of their verb', async () => {
    const reply = await client.request(
      'availability',
      'mode.activate',
      specRequest({ data: { a: 1 } }),
    );
    expect(reply).toEqual({ accepted: { fact: 'f1', sequence: 7, result: { a: 1 } } });
  });

  it('are answered by whom they are handed on to, straight to the caller', async () => {
    const before = answered.length;
    const reply = await client.request(
      'access-monitor',
      'mode.activate',
      specRequest({ correlation: 'handed-on', data: { b: 2 } }),
    );
    expect(reply).toEqual({ accepted: { fact: 'f1', sequence: 7, result: { b: 2 } } });
    expect(answered.slice(before)).toEqual(['handed-on']);
    expect(counted('mode.activate', 'forwarded')).toBe(1);
  });

  it.each([
    [{}, { refused: { code: 'internal' } }],
    [{ how: 'keys' }, { refused: { code: 'unavailable' } }],
    [{ how: 'large' }, { refused: { code: 'internal' } }],
    [{ how: 'late' }, { unknown: { command: specRequest().command } }],
  ])('are answered also where a handler throws (%p)', async (data, expected) => {
    const reply = await client.request('availability', 'mode.fail', specRequest({ data }));
    expect(reply).toMatchObject(expected);
    expect(JSON.stringify(reply)).not.toContain('secret');
  });

  it('are refused where nobody serves the verb, or nobody the app', async () => {
    expect(await client.request('availability', 'mode.unheard', specRequest())).toMatchObject({
      refused: { code: 'unknown-method' },
    });
    expect(await client.request('nobody', 'mode.activate', specRequest())).toMatchObject({
      refused: { code: 'unavailable' },
    });
  });

  it('are unknown where nobody answers in time, reads are refused', async () => {
    const wait = { timeoutMs: 100 };
    const change = specRequest({ correlation: 'change' });
    expect(await client.request('availability', 'mode.wait', change, wait)).toEqual({
      unknown: { command: change.command },
    });
    const { command: _, ...read } = specRequest({ correlation: 'read' });
    expect(await client.request('availability', 'mode.wait', read, wait)).toMatchObject({
      refused: { code: 'unavailable' },
    });
    for (const one of ['change', 'read']) waiting.get(one)?.();
  });

  it.each(['', '{', '[]', 'null', '{"actor":"a"}', '{"actor":"a","correlation":"c","data":[]}'])(
    'are refused where they are written badly: %p',
    async (text) => {
      const subject = bus.subjects.command('availability', 'mode.activate');
      const reply = await bus.requests.request(subject, text, { timeoutMs: 5_000 });
      expect(reply.json()).toMatchObject({ refused: { code: 'malformed' } });
    },
  );

  it('are counted by verb and outcome', async () => {
    const before = counted('mode.clear', 'unchanged');
    await client.request('availability', 'mode.clear', specRequest());
    expect(counted('mode.clear', 'unchanged')).toBe(before + 1);
    expect(counted('mode.activate', 'accepted')).toBeGreaterThan(0);
    expect(counted('mode.fail', 'refused')).toBe(2);
    expect(counted('mode.fail', 'unknown')).toBe(1);
  });

  it('show their apps to tools for services', async () => {
    const pings = await askServices(bus, 'PING');
    expect(new Set(pings.map((one) => one['name']))).toEqual(
      new Set(['access-monitor', 'availability']),
    );
    expect(pings[0]).toMatchObject({
      type: 'io.nats.micro.v1.ping_response',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      metadata: {},
    });
    const [info] = await askServices(bus, 'INFO.availability');
    expect(info).toMatchObject({
      type: 'io.nats.micro.v1.info_response',
      endpoints: expect.arrayContaining([
        {
          name: 'mode-activate',
          subject: 'liaison.cmd.availability.mode.activate',
          queue_group: 'availability',
          metadata: {},
        },
      ]),
    });
    const [stats] = await askServices(bus, `STATS.availability.${String(info?.['id'])}`);
    const endpoints = stats?.['endpoints'] as Record<string, unknown>[];
    const failing = endpoints.find((one) => one['name'] === 'mode-fail');
    expect(failing).toMatchObject({ num_requests: 4, num_errors: 3 });
    expect(failing?.['last_error']).toContain('no answer');
    expect(failing?.['processing_time']).toBeGreaterThan(0);
  });

  it('have one handler a verb', () => {
    const server = new CommandServer(bus, 'spec', meter);
    server.addHandler('mode.activate', never);
    expect(() => server.addHandler('mode.activate', never)).toThrow(DuplicateCommand);
  });

  it('in flight are finished and answered by an app that stops; later ones are refused', async () => {
    const stopping = await specBox(spec, 'auth', Modes, meter);
    const entered = once(begun, 'in-flight');
    const first = client.request('auth', 'mode.wait', specRequest({ correlation: 'in-flight' }));
    await entered;
    const stopped = stopping.close();
    await bus.nc.flush();
    const late = await client.request('auth', 'mode.clear', specRequest());
    expect(late).toMatchObject({ refused: { code: 'unavailable' } });
    // Long enough for a server that does not wait to be gone.
    for (let n = 0; n < 100; n++) await bus.nc.rtt();
    waiting.get('in-flight')?.();
    expect(await first).toMatchObject({ accepted: { fact: 'in-flight' } });
    await stopped;
    expect(stopping.get<Bus>(BUS).nc.isClosed()).toBe(true);
  });

  it('that are under way to an app that stops are answered by it', async () => {
    const stopping = await specBox(spec, 'auth', Modes, meter);
    const under = Array.from({ length: 100 }, () =>
      client.request('auth', 'mode.activate', specRequest(), { timeoutMs: 3_000 }),
    );
    // What a turn of the event loop has gathered is sent at its end.
    await new Promise((sent) => setImmediate(sent));
    // The engine hands them on while this process cannot look: they wait in its socket.
    for (const until = performance.now() + 100; performance.now() < until;);
    await stopping.close();
    const replies = await Promise.all(under);
    expect(replies.filter((reply) => !('accepted' in reply))).toEqual([]);
  });

  it('under load lose nothing where one of two replicas stops', async () => {
    const [one, other] = [
      await specBox(spec, 'auth', Modes, meter),
      await specBox(spec, 'auth', Modes, meter),
    ];
    const replies: CommandReply[] = [];
    let sent = 0;
    const caller = async (): Promise<void> => {
      while (sent < 2_000) {
        sent++;
        if (sent === 1_000) void one.close();
        replies.push(await client.request('auth', 'mode.activate', specRequest()));
      }
    };
    const before = answered.length;
    await Promise.all(Array.from({ length: 50 }, caller));
    expect(replies.filter((reply) => !('accepted' in reply))).toEqual([]);
    expect(answered.length - before).toBe(replies.length);
    await other.close();
  });
});

const never = () => Promise.reject(new Error('never called'));
