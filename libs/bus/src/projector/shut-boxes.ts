import type { KeyRing } from '../ports.js';

/**
 * For projections that need nothing of what boxes hold: every box stays shut, and folds see it as
 * `'erased'`. Needs no KeyStore.
 */
export const shutBoxes: KeyRing = {
  keyOf: () => Promise.resolve('erased'),
  cached: () => 'erased',
};
