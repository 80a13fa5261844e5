import { describe, expect, it } from '@jest/globals';
import { MongoError, MongoServerError } from 'mongodb';
import { StoreAway, StoreRefused } from '../errors.js';
import { explainedFailure } from './away.js';
import { connecting } from './driver.js';
import { mongoAddress } from './url.js';

describe('the driver of MongoDB', () => {
  it('keeps to what was chosen, whatever the URL of an operator says', async () => {
    const lax =
      'retryWrites=false&retryReads=false&maxPoolSize=1&maxConnecting=1&socketTimeoutMS=1&' +
      'connectTimeoutMS=1&waitQueueTimeoutMS=1&maxIdleTimeMS=1&heartbeatFrequencyMS=600&' +
      'serverSelectionTimeoutMS=1&appName=theirs';
    const client = connecting(mongoAddress(`mongodb://127.0.0.1:9/ours?${lax}`), 'spec');
    expect(client.options).toMatchObject({
      retryWrites: true,
      retryReads: true,
      maxPoolSize: 16,
      maxConnecting: 16,
      socketTimeoutMS: 10_000,
      connectTimeoutMS: 5_000,
      waitQueueTimeoutMS: 3_000,
      maxIdleTimeMS: 60_000,
      heartbeatFrequencyMS: 2_000,
      serverSelectionTimeoutMS: 3_000,
      appName: 'liaison/spec',
    });
    await client.close();
  });

  it('that says another use failed is asked why: a wrong password is named to everybody', () => {
    const cause = new MongoServerError({ code: 18, message: 'Authentication failed.' });
    const text = 'Connection pool for db1:27017 was cleared because another operation failed';
    const said = explainedFailure('the store', new MongoError(text, { cause })) as Error;
    expect(said).toBeInstanceOf(StoreRefused);
    expect(said.message).toMatch(/^the store: user or password .* \(Authentication failed\.\)$/);
    const other = new MongoServerError({ code: 91, message: 'shutting down' });
    const passing = explainedFailure('the store', new MongoError(text, { cause: other })) as Error;
    expect(passing).toBeInstanceOf(StoreAway);
    expect(passing).not.toBeInstanceOf(StoreRefused);
  });
});
