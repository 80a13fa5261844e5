/**
 * Versions are drawn at random below this, so that what is dropped and made again is never taken for
 * what it was: one chance in 2^48.
 */
export const VERSIONS = 2 ** 48 - 1;
