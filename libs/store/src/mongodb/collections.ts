import { rowsPlace } from '../names.js';

/** Of projections' rows, `_id`, `seq`, `state`: `rows.availability.3`. */
const ROWS = 'rows';
/** How far a partition's rows are stored. */
export const MARKS = 'rows.marks';
/** Keys, secrets and logins, wrapped. */
export const KEYS = 'keys';

/** The collection of a partition's rows. */
export function rowsCollection(projection: string, partition: number): string {
  return `${ROWS}.${rowsPlace(projection, partition)}`;
}
