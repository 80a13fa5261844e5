/** A step of an erasure did not come to its end; it is tried again. */
export class ErasureUnfinished extends Error {
  override readonly name = 'ErasureUnfinished';
}
