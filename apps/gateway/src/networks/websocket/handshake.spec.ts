import { describe, expect, it } from '@jest/globals';
import { judge } from './handshake.js';

const origins = new Set(['https://phone.example', 'http://localhost:8080']);
const good = { 'sec-websocket-protocol': 'liaison.v1' };
const status = (url: string, headers: Record<string, string>) =>
  judge({ url, headers }, origins)?.status;

describe('a handshake', () => {
  it.each([
    ['with the subprotocol', '/terminal', good, undefined],
    [
      'that offers it among others',
      '/terminal',
      { 'sec-websocket-protocol': 'a, liaison.v1' },
      undefined,
    ],
    ['from a listed Origin', '/terminal', { ...good, origin: 'https://phone.example' }, undefined],
    ['without the subprotocol', '/terminal', {}, 400],
    ['with another version', '/terminal', { 'sec-websocket-protocol': 'liaison.v10' }, 400],
    ['at another path', '/terminals', good, 404],
    ['below the path', '/terminal/', good, 404],
    ['from another Origin', '/terminal', { ...good, origin: 'https://evil.example' }, 403],
    [
      'from the same host by another scheme',
      '/terminal',
      { ...good, origin: 'http://phone.example' },
      403,
    ],
    [
      'from an Origin that only begins alike',
      '/terminal',
      { ...good, origin: 'https://phone.example.evil' },
      403,
    ],
    ['from an opaque Origin', '/terminal', { ...good, origin: 'null' }, 403],
  ])('%s', (_what, url, headers, wanted) => {
    expect(status(url, headers)).toBe(wanted);
  });
});
