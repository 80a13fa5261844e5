export type * from './key-store.js';
export type * from './row-store.js';
