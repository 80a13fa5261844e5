import type { Settings } from '@liaison/contracts';
import { inspectMongodb } from '@liaison/store';
import { type Finding, failure, fine } from './finding.js';

/** Where rows and keys lie, and whether that can be used. */
export async function storeFinding({
  mongodbUrl,
  production,
}: Pick<Settings, 'mongodbUrl' | 'production'>): Promise<Finding> {
  if (mongodbUrl === '') return fine('store', "rows and users' keys lie in the engine");
  try {
    return fine('store', await inspectMongodb({ mongodbUrl, production }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failure(
      'store',
      message,
      'mend that: until then no box that uses it is ready, and keys cannot be read',
    );
  }
}
