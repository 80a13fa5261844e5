/** Projections' rows: `_id`, `seq`, `state`. */
export const ROWS = 'rows';
/** How far a partition's rows are stored. */
export const MARKS = 'marks';
/** Keys, secrets and logins, wrapped. */
export const KEYS = 'keys';
