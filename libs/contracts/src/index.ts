export * from './access-token.js';
export type * from './aggregates.js';
export type * from './commands.js';
export type * from './facts/codec.js';
export type * from './facts/envelope.js';
export * from './ports.js';
export type * from './self.js';
export * from './settings.js';
