import type { Instant } from '../words.js';

/** Is a text of an instant's shape one? The calendar has no 30th of February. */
export function isInstant(text: string): text is Instant {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text;
}
