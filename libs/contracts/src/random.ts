import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let next = POOL_BYTES;

/** Random bytes, each given once; one call to the generator fills many. To be read at once, not kept. */
export function randomSlice(bytes: number): Buffer {
  if (next + bytes > POOL_BYTES) {
    randomFillSync(pool);
    next = 0;
  }
  const slice = pool.subarray(next, next + bytes);
  next += bytes;
  return slice;
}
