import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

describe('turns', () => {
  it('are taken one at a time on one key, in order, and at once on others', async () => {
    const turns = new Turns();
    const said: string[] = [];
    const gate = new EventEmitter();
    const held = turns.take('a', () => once(gate, 'open'));
    const next = turns.take('a', async () => said.push('a2'));
    const last = turns.take('a', async () => said.push('a3'));
    await turns.take('b', async () => said.push('b1'));
    expect(said).toEqual(['b1']);
    gate.emit('open');
    await Promise.all([held, next, last]);
    expect(said).toEqual(['b1', 'a2', 'a3']);
  });

  it('go on after one that failed', async () => {
    const turns = new Turns();
    const failing = turns.take('a', () => Promise.reject(new Error('no')));
    const next = turns.take('a', () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });
});
