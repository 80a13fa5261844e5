import { expect } from '@jest/globals';
import { uuidV7 } from '../ids.js';
import { sealBox } from './box.js';
import { buildFact, encodeFact } from './build.js';
import { checkBox, checkFact } from './check.js';
import type { AggregateCodec } from './codec.js';
import type { Fact } from './envelope.js';

export const TIME = '2026-01-05T08:00:00.000Z';
const key = { id: '1', bytes: Buffer.alloc(32, 7) };
const user = 'u'.repeat(24);
const other = 'v'.repeat(24);

/** The fact as stored, with an envelope as long as it gets; checked as before an append. */
export function stored<F, S>(codec: AggregateCodec<F, S>, subject: string, says: F, head: S): Fact {
  const { type, data, box } = codec.encode(says, head);
  const fact = buildFact({
    app: 'access-monitor',
    type,
    subject,
    time: TIME,
    revision: Number.MAX_SAFE_INTEGER,
    previous: '019b8d2b-8c00-8b2a-9000-000000000000',
    command: uuidV7(Date.parse(TIME)),
    actor: `user/${user}/${other}`,
    causation: uuidV7(Date.parse(TIME)),
    correlation: uuidV7(Date.parse(TIME)),
    data,
  });
  expect(
    checkFact(box === undefined ? fact : { ...fact, sealed: sealBox(key, fact, box) }),
  ).toEqual([]);
  expect(checkBox(fact.type, box)).toEqual([]);
  return box === undefined ? fact : { ...fact, sealed: sealBox(key, fact, box) };
}

/** Of its body as stored. */
export const bytesOf = (fact: Fact): number => Buffer.byteLength(encodeFact(fact));
