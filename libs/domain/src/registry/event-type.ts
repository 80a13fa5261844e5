import { EVENT_TYPE_MAX } from '../limits.js';

/** The form of an event's type: 1 to 8 tokens of `[a-z0-9-]` with dots between. */
export const EVENT_TYPE_PATTERN = '^[a-z0-9-]+(\\.[a-z0-9-]+){0,7}$';

const FORM = new RegExp(EVENT_TYPE_PATTERN);

/** Whether a text may be an event's type; at most 128 characters. */
export function isEventType(text: unknown): text is string {
  return typeof text === 'string' && text.length <= EVENT_TYPE_MAX && FORM.test(text);
}
