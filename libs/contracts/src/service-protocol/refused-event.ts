import { type TypeOf, object, text } from '../schema/schema.js';

const ID_CHARS_MAX = 256;
const SUBJECT_CHARS_MAX = 256;
const POINTER_CHARS_MAX = 1024;
const TEXT_CHARS_MAX = 2048;

/**
 * What a service is told on `liaison.refused.<svc>` of an event that was taken in and then refused:
 * `event` is its id, where it had one, `subject` where it was published.
 */
export const refusedEvent = object(
  {
    subject: text(SUBJECT_CHARS_MAX),
    code: text(ID_CHARS_MAX, 1),
    message: text(TEXT_CHARS_MAX),
    fix: text(TEXT_CHARS_MAX),
  },
  { event: text(ID_CHARS_MAX), field: text(POINTER_CHARS_MAX) },
);
export type RefusedEvent = TypeOf<typeof refusedEvent>;
