import { matching } from './readers.js';

/** Id of a user or a terminal. */
export const shortId = matching(
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,23}$/,
  'must be an id: 1 to 24 letters, digits, _ or -, the first a letter or digit',
);

/** Any other id. */
export const longId = matching(
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
  'must be an id: 1 to 64 letters, digits, _ or -, the first a letter or digit',
);
