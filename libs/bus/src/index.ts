export type * from './ports.js';
export * from './connection.js';
export * from './engine/engine.js';
export * from './errors.js';
export * from './tokens.js';
export * from './requests/requests.js';
