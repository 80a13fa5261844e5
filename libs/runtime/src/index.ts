export type * from './box.js';
export * from './environment.js';
export * from './host.js';
export type { LogSink } from './log/box-log.js';
export * from './run.js';
export * from './runtime.module.js';
export { readSettings, WrongSettings } from './settings/read.js';
export * from './settings/table.js';
export { STOP_MS_MAX, StopTookTooLong } from './start.js';
