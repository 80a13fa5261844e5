export { PROJECTION, ROW_VERSION, versionOf } from '../projections/row-sets.js';
export type { Difference, Fault, PartitionProgress, RebuildParts } from './parts.js';
export { eachPartition } from './parts.js';
export { RebuildUnderWay } from './alone.js';
export * from './rebuild.js';
export { type Built } from './shadow.js';
export * from './verify.js';
