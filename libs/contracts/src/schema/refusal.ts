import { type RefusalCode, refusals } from '../refusals/refusals.js';
import { about, integer, list, object, text, words } from './schema.js';
import { commandId } from './words.js';

const TEXT_CHARS_MAX = 1024;
const FAULTS_MAX = 1024;

const sentence = text(TEXT_CHARS_MAX);
const pointer = about('JSON pointer (RFC 6901) into what was sent', text(TEXT_CHARS_MAX));

/** A refusal as told to anybody. */
export const refusalSchema = object(
  { code: words(...(Object.keys(refusals) as RefusalCode[])), message: sentence, fix: sentence },
  {
    field: pointer,
    faults: list(object({ field: pointer, message: sentence }), FAULTS_MAX),
    retryAfterMs: integer(),
    command: about('Send the same request again with it: it acts once', commandId),
    service: about('What the service itself said', object({ code: sentence, message: sentence })),
  },
);
