/* What a command of an operator needs of this library, and no framework: it starts in a fraction of the time. */
export * from './commands/command-client.js';
export * from './connection.js';
export * from './engine/is-alive.js';
export * from './errors.js';
export * from './ownership/ask-owner.js';
