/** Request on `liaison.erasure.<p>.<user>`, to the partition's owner: wipe what is derived. */
export interface ErasureRequest {
  /** Answer only once the fact at this FACTS sequence (the erasure) is folded. */
  readonly atLeast: number;
}

/** Nothing derived is left. Where something is, there is no answer: ask again. */
export interface ErasureReply {
  readonly done: true;
}
