import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import { duplexPair } from 'node:stream';
import { expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { limits } from '@liaison/contracts';
import { BEAT_MS, EventStream } from './event-stream.js';

/** So many beats in which a terminal takes nothing end its stream. */
const STUCK_BEATS = (limits.pingMs + limits.pongMs) / BEAT_MS;
const EVENTS_AHEAD = 5;
const DATA = JSON.stringify('x'.repeat(10_000));
const nothing = (): void => undefined;

/** A stream, and the terminal's end of its line, which holds next to nothing by itself. */
async function opened() {
  const server = createServer();
  const [line, terminal] = duplexPair({ highWaterMark: 1 });
  const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  server.emit('connection', line);
  terminal.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [, response] = await asked;
  const tools = {
    quietMs: limits.pingMs,
    wrote: nothing,
    named: nothing,
    refused: nothing,
    gone: nothing,
  };
  const stream = new EventStream(response, tools);
  const tell = (): void => {
    stream.notify('self', DATA);
    stream.flush();
  };
  return { response, stream, terminal, tell };
}

it('goes on while its terminal takes something, though never all', async () => {
  const { response, stream, terminal, tell } = await opened();
  for (let beat = 0; beat < 3 * STUCK_BEATS; beat++) {
    while (response.writableLength < EVENTS_AHEAD * DATA.length) tell();
    const before = response.writableLength;
    await until('an event is taken', () => {
      terminal.read();
      return response.writableLength <= before - DATA.length;
    });
    expect(response.writableLength).toBeGreaterThan(0);
    stream.beat();
    expect(response.destroyed).toBe(false);
  }
  // The last beat was the first since something was taken.
  for (let beat = 2; beat < STUCK_BEATS; beat++) stream.beat();
  expect(response.destroyed).toBe(false);
  stream.beat();
  expect(response.destroyed).toBe(true);
});
