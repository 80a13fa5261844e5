export type * from './box.js';
