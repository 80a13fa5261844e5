import { type Server as HttpServer, request } from 'node:http';
import { EventEmitter, once } from 'node:events';
import {
  CLOCK,
  COMMAND_STRATEGY,
  type Clock,
  HEALTH,
  type Health,
  METER,
  type Meter,
  SETTINGS,
  type Settings,
} from '@liaison/contracts';
import {
  type DynamicModule,
  Logger,
  Module,
  type OnModuleDestroy,
  type Provider,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Box, BoxName, RunningBox } from './box.js';
import { type HostOverrides, host, stopAll } from './host.js';

@Module({})
class Parts {}

const box = (name: BoxName, providers: Provider[] = []): Box => {
  const module: DynamicModule = { module: Parts, providers };
  return { name, module };
};
/** A provider that is made with some of what the runtime gives. */
const using = (inject: symbol[], take: (...given: never[]) => unknown): Provider => ({
  provide: Symbol('using'),
  inject,
  useFactory: (...given: never[]) => take(...given) ?? true,
});

describe('boxes in one process', () => {
  let running: RunningBox[] = [];
  let lines: Record<string, unknown>[] = [];
  afterEach(async () => {
    await stopAll(running);
    running = [];
    lines = [];
  });

  async function start(boxes: Box[], overrides: HostOverrides = {}): Promise<RunningBox[]> {
    running = await host(boxes, { log: (line) => lines.push(JSON.parse(line)), ...overrides });
    return running;
  }
  async function get(path: string, of = running[0]): Promise<{ status: number; body: string }> {
    const answer = await fetch(`${of?.url}${path}`);
    return { status: answer.status, body: await answer.text() };
  }

  it('listen on a free port each, with their own settings', async () => {
    const seen: Settings[] = [];
    const see = using([SETTINGS], (settings: Settings) => void seen.push(settings));
    const [auth, availability] = await start([box('auth', [see]), box('availability', [see])], {
      all: { prefix: 'test' },
      boxes: { availability: { replica: 'b1' } },
    });
    expect(auth?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(auth?.url).not.toBe(availability?.url);
    expect(seen.map(({ prefix, replica }) => [prefix, replica])).toEqual([
      ['test', ''],
      ['test', 'b1'],
    ]);
  });

  it('are alive, and ready where nothing is wrong', async () => {
    await start([
      box('auth', [using([HEALTH], (health: Health) => health.add('bus', () => undefined))]),
    ]);
    expect(await get('/health')).toEqual({ status: 200, body: '{"status":"ok"}' });
    const ready = await get('/ready');
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.body)).toMatchObject({ status: 'ok', info: { bus: { status: 'up' } } });
  });

  it('are alive but not ready where something is wrong, which is named with its remedy', async () => {
    const wrong = 'the engine is away: start nats-server';
    const add = (health: Health): void => {
      health.add('bus', () => wrong);
      health.add('rows', () => undefined);
      health.add('odd', () => {
        throw new Error('odd');
      });
    };
    await start([box('auth', [using([HEALTH], add)])]);
    expect((await get('/health')).status).toBe(200);
    const ready = await get('/ready');
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.body)).toMatchObject({
      status: 'error',
      error: {
        bus: { status: 'down', message: wrong },
        odd: { status: 'down', message: 'the check itself failed: odd' },
      },
      info: { rows: { status: 'up' } },
    });
  });

  it('count, gauge and observe, each in its own metrics', async () => {
    let level = 3;
    const measure = (meter: Meter): void => {
      const commands = meter.counter('liaison_commands_total', 'Commands', ['outcome']);
      commands.add({ outcome: 'accepted' });
      commands.add({ outcome: 'refused' }, 2);
      meter.counter('liaison_commands_total', 'Commands', ['outcome']).add({ outcome: 'accepted' });
      meter.gauge('liaison_lag_facts', 'Lag', ['partition']).set(7, { partition: '3' });
      meter.observe('liaison_level', 'Level', () => level);
    };
    await start([box('auth', [using([METER], measure)]), box('gateway')]);
    const { body } = await get('/metrics');
    expect(body).toContain('liaison_commands_total{outcome="accepted",box="auth"} 2');
    expect(body).toContain('liaison_commands_total{outcome="refused",box="auth"} 2');
    expect(body).toContain('liaison_lag_facts{partition="3",box="auth"} 7');
    expect(body).toContain('liaison_level{box="auth"} 3');
    expect(body).toContain('nodejs_eventloop_lag_p99_seconds');
    level = 4;
    expect((await get('/metrics')).body).toContain('liaison_level{box="auth"} 4');
    expect((await get('/metrics', running[1])).body).not.toContain('liaison_commands_total');
  });

  it('read a clock that tests may move', async () => {
    let clock: Clock | undefined;
    await start([box('auth', [using([CLOCK], (given: Clock) => void (clock = given))])], {
      all: { clockOffsetMs: 3_600_000, forTests: true },
    });
    const ahead = (clock?.ms() ?? 0) - Date.now();
    expect(Math.abs(ahead - 3_600_000)).toBeLessThan(1_000);
    expect(clock?.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('refuse settings that do not go together, before anything starts', async () => {
    const made: string[] = [];
    const see = using([], () => void made.push('made'));
    const starting = start([box('auth', [see])], { all: { clockOffsetMs: 1 } });
    await expect(starting).rejects.toThrow(/LIAISON_CLOCK_OFFSET_MS=1: for tests alone/);
    expect(made).toEqual([]);
  });

  it('stop those already started when one cannot start', async () => {
    const stopped: string[] = [];
    class Watched implements OnModuleDestroy {
      onModuleDestroy(): void {
        stopped.push('auth');
      }
    }
    const failing = using([], () => {
      throw new Error('no engine: start one');
    });
    const starting = start([box('auth', [Watched]), box('gateway', [failing])]);
    await expect(starting).rejects.toThrow('no engine: start one');
    expect(stopped).toEqual(['auth']);
  });

  it('say which port is taken and which settings to change', async () => {
    const [auth] = await start([box('auth')]);
    const httpPort = Number(new URL(auth?.url ?? '').port);
    await expect(
      host([box('gateway')], { all: { httpPort }, log: () => undefined }),
    ).rejects.toThrow(/EADDRINUSE.*LIAISON_HTTP_HOST and LIAISON_HTTP_PORT/);
  });

  it('let a box take upgrades on its HTTP server before it listens', async () => {
    let upgraded = '';
    const attach = (adapter: HttpAdapterHost): { onModuleInit(): void } => ({
      onModuleInit: () => {
        const server = adapter.httpAdapter.getHttpServer() as HttpServer;
        expect(server.listening).toBe(false);
        server.on('upgrade', (asked, socket) => {
          upgraded = asked.url ?? '';
          socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
        });
      },
    });
    const provider: Provider = { provide: 'attach', inject: [HttpAdapterHost], useFactory: attach };
    await start([box('gateway', [provider])]);
    const headers = { connection: 'Upgrade', upgrade: 'websocket' };
    const asked = request(`${running[0]?.url}/terminals`, { headers }).end();
    await once(asked, 'response');
    expect(upgraded).toBe('/terminals');
  });

  it('answer what they have begun, unready meanwhile, before they stop', async () => {
    const begun = new EventEmitter();
    const order: string[] = [];
    const strategy = {
      addHandler: () => undefined,
      listen: (done: () => void) => done(),
      on: () => undefined,
      unwrap: () => undefined,
      close: async () => {
        if (order.length > 0) return;
        order.push('commands draining');
        begun.emit('draining');
        await once(begun, 'answered');
        order.push('commands drained');
      },
    };
    class Watched implements OnModuleDestroy {
      onModuleDestroy(): void {
        order.push('destroyed');
      }
    }
    const provided = { provide: COMMAND_STRATEGY, useValue: strategy };
    const [auth] = await start([box('auth', [provided, Watched])]);
    const draining = once(begun, 'draining');
    const stopping = auth?.stop();
    await draining;
    const ready = await get('/ready');
    expect(ready.status).toBe(503);
    expect(ready.body).toContain('is stopping');
    begun.emit('answered');
    await stopping;
    expect(order).toEqual(['commands draining', 'commands drained', 'destroyed']);
    await expect(get('/health')).rejects.toThrow();
  });

  it('log one JSON object a line, events as fields', async () => {
    await start([box('auth')]);
    new Logger('Projector').warn({ event: 'parked', sequence: 7 });
    new Logger('Projector').log('caught up');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        context: 'Projector',
        event: 'parked',
        sequence: 7,
      }),
      expect.objectContaining({ level: 'log', context: 'Projector', message: 'caught up' }),
    ]);
  });
});
