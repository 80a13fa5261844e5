import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Server, createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { PING_FRAME, textFrame } from './frames.js';

describe('a text frame is what RFC 6455 says', () => {
  const server: Server = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  let terminal: WebSocket;
  let wire: Duplex;

  beforeAll(async () => {
    server.on('upgrade', (request, socket, head) => {
      wire = socket;
      sockets.handleUpgrade(request, socket, head, () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    terminal = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await once(terminal, 'open');
  });
  afterAll(async () => {
    terminal.terminate();
    wire.destroy();
    server.close();
    await once(server, 'close');
  });

  async function received(frame: string): Promise<string> {
    const message = once(terminal, 'message');
    wire.write(frame, 'latin1');
    const [data] = (await message) as [Buffer];
    return data.toString();
  }

  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])('of %i bytes', async (bytes) => {
    const text = 'x'.repeat(bytes);
    expect((await received(textFrame(text))) === text).toBe(true);
  });

  it.each(['Zoë — “à table”', '😀'.repeat(40), 'é'.repeat(63)])('of %s', async (text) => {
    expect(await received(textFrame(text))).toBe(text);
  });

  it('and so is a ping', async () => {
    const ping = once(terminal, 'ping');
    wire.write(PING_FRAME, 'latin1');
    expect(((await ping) as [Buffer])[0]).toHaveLength(0);
  });
});
