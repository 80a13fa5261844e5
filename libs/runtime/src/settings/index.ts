/* The settings alone, for who starts no box: no framework is loaded for them. */
export * from '../environment.js';
export { timesOf } from '../given-times.js';
export { WrongSettings, readSettings } from './read.js';
export * from './table.js';
