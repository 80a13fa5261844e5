import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StoreBroken } from '../errors.js';
import { AlteredLine } from '../fixtures/altered-line.js';
import { MongodbUnderTest, isMongodbMissing } from '../fixtures/mongodb-under-test.js';
import type { Row } from '../row-store.js';
import { MongoStore } from './client.js';
import { MongoRowStore } from './row-store.js';

const row = (key: string): Row => ({ key, seq: 1, state: Buffer.from(`of ${key}`) });
const isWrite = (command: Document): boolean => 'update' in command;

const TAKEN = { index: 0, code: 11_000, errmsg: 'it is there' };
const FULL = { index: 1, code: 14_031, errmsg: 'not enough space' };
const TOO_FEW = { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting timed out' };

/** A real server behind a line that says of some items what no server here can be brought to say. */
(isMongodbMissing ? describe.skip : describe)('a bulk of rows in MongoDB', () => {
  let server: MongodbUnderTest;
  let line: AlteredLine;
  let store: MongoStore;

  beforeAll(async () => {
    server = await MongodbUnderTest.start();
    line = await AlteredLine.to(server.line.port);
    const url = `mongodb://127.0.0.1:${line.port}/bulks?directConnection=true`;
    store = await MongoStore.open(url, 'spec');
  });
  afterAll(async () => {
    await store.close();
    await line.stop();
    await server.end();
  });

  it.each<[string, Document, RegExp]>([
    ['an item has no room', { writeErrors: [FULL] }, /room on its disk.*not enough space, code 14/],
    ['one behind a row that is there has none', { writeErrors: [TAKEN, FULL] }, /code 14031/],
    [
      'too few members have it, and a row is there',
      { writeErrors: [TAKEN], writeConcernError: TOO_FEW },
      /members.*timed out, code 64/,
    ],
  ])('of which %s says so, and the others are stored', async (name, altered, says) => {
    const rows = new MongoRowStore(store);
    const p = name.split(' ').join('-').replace(',', '');
    await rows.save(p, 3, [row('alice')]);
    line.alterations = {
      answer: (command, answer) => (isWrite(command) ? { ...answer, ...altered } : answer),
    };
    const saving = rows.save(p, 3, ['alice', 'bob', 'carol'].map(row));
    await expect(saving).rejects.toThrow(StoreBroken);
    await expect(saving).rejects.toThrow(says);
    line.alterations = {};
    for (const key of ['alice', 'carol']) expect(await rows.read(p, 3, key)).toEqual(row(key));
  });
});
