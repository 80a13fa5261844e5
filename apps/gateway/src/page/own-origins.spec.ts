import { expect, it } from '@jest/globals';
import { ownOrigins } from './own-origins.js';

it.each([
  ['127.0.0.1', ['http://127.0.0.1:80', 'http://localhost:80']],
  ['::1', ['http://[::1]:80', 'http://localhost:80']],
  ['0.0.0.0', ['http://127.0.0.1:80', 'http://[::1]:80', 'http://localhost:80']],
  ['192.0.2.1', ['http://192.0.2.1:80']],
  ['2001:db8::1', ['http://[2001:db8::1]:80']],
])('a page served on %s comes from %j', (address, origins) => {
  expect(ownOrigins({ address, port: 80, family: '' })).toEqual(origins);
});
