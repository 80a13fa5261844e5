import type { Bucket } from './bucket.js';

/** Destroys every version of every key of a pattern, the oldest first, so that none comes back. */
export async function destroyAll(bucket: Bucket, pattern: string): Promise<void> {
  const revisions: number[] = [];
  for await (const { revision } of bucket.scan(pattern)) revisions.push(revision);
  for (const revision of revisions) await bucket.destroy(revision);
}
