import { describe, expect, it } from '@jest/globals';
import { factId, uuidV7 } from '../ids.js';
import { buildFact, encodeFact, factBytesMaxOf, parseFact } from './build.js';
import { BadFact, UnknownFactType } from './errors.js';

const MS = Date.parse('2026-01-05T08:00:00.000Z');
const parts = {
  app: 'availability',
  type: 'profile.deactivated',
  subject: 'profile.alice',
  time: '2026-01-05T08:00:00.000Z',
  revision: 1,
  command: uuidV7(MS),
  actor: 'user/alice/desk',
  correlation: uuidV7(MS),
  data: { zoneData: '2025b' },
};

describe('an envelope', () => {
  it('is made of the command, with an id that a retry makes again', () => {
    const fact = buildFact(parts);
    expect(fact).toMatchObject({
      specversion: '1.0',
      source: '/liaison/availability',
      type: 'liaison.profile.deactivated.v1',
      id: factId(MS, 'profile.alice', parts.command),
    });
    expect(fact).not.toHaveProperty('previous');
    expect(buildFact({ ...parts, revision: 2, previous: fact.id }).id).toBe(fact.id);
  });

  it('of a trigger has the instant it names', () => {
    const command = 'boundary:2026-01-05T08:00:00.000Z';
    expect(buildFact({ ...parts, command }).id).toBe(factId(MS, 'profile.alice', command));
    expect(buildFact({ ...parts, command: 'lost:c1' }).id).toMatch(/^00000000-0000-8/);
  });

  it('of an unknown type is not made', () => {
    expect(() => buildFact({ ...parts, type: 'profile.renamed' })).toThrow(UnknownFactType);
  });

  it('is read back from its bytes', () => {
    const fact = buildFact(parts);
    expect(parseFact(encodeFact(fact), 'profile.alice')).toEqual(fact);
  });

  it('knows how large it may be', () => {
    expect(factBytesMaxOf('liaison.profile.uploaded.v1')).toBe(96 * 1024);
    expect(factBytesMaxOf('liaison.terminal.connected.v1')).toBe(1024);
  });

  const fact = buildFact(parts);
  it.each([
    ['nothing', ''],
    ['no JSON', '{"id":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['another person’s', JSON.stringify({ ...fact, subject: 'profile.bob' })],
    ['one without data', JSON.stringify({ ...fact, data: undefined })],
    ['one with null for data', JSON.stringify({ ...fact, data: null })],
    ['one of another CloudEvents', JSON.stringify({ ...fact, specversion: '2.0' })],
    ['one without a revision', JSON.stringify({ ...fact, revision: '1' })],
    ['one whose type is no text', JSON.stringify({ ...fact, type: 1 })],
    ['one whose box is no text', JSON.stringify({ ...fact, sealed: {} })],
  ])('is not %s', (_, body) => {
    expect(() => parseFact(body, 'profile.alice')).toThrow(BadFact);
  });
});
