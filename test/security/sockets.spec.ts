import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

describe('what a WebSocket may not be or say', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
  });
  afterAll(() => system.stop());

  it('a binary frame closes with 1003', async () => {
    const socket = await Terminal.open(system.terminalUrl());
    socket.line.send(Buffer.from([1, 2, 3]));
    expect((await socket.closed).code).toBe(1003);
  });

  it('a WebSocket without the subprotocol is refused at the handshake', async () => {
    const socket = new WebSocket(system.terminalUrl());
    const refused = await new Promise<number>((resolve) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('error', () => resolve(-1));
    });
    expect(refused).toBe(400);
  });

  it('a browser of a foreign origin is refused at the handshake', async () => {
    await expect(
      Terminal.open(system.terminalUrl(), { origin: 'https://evil.example' }),
    ).rejects.toThrow('403');
  });
});
