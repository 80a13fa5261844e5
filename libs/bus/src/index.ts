export type * from './ports.js';
export * from './engine/engine.js';
