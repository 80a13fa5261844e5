import { EVENT_ID_CHARS_MAX, ATTRIBUTE_CHARS_MAX } from '../events/attributes.js';
import { eventType } from '../rpc/service.js';
import { type Schema, about, anything, oneOf, text, word, flag, number } from '../schema/schema.js';
import { id, userId } from '../schema/words.js';

const attribute = text(ATTRIBUTE_CHARS_MAX, 1);

/** CloudEvents 1.0: what may stand in every event beside what it must have. */
const attributes = {
  specversion: word('1.0'),
  id: about(
    'Of this event at its service; sent twice it is matched once',
    text(EVENT_ID_CHARS_MAX, 1),
  ),
  source: attribute,
  type: about('The last tokens of the subject it is published on', eventType),
  subject: about('The user it is about, if its type is declared `about: user`', userId),
  time: attribute,
  datacontenttype: attribute,
  dataschema: attribute,
  data: about('By the schema its service declared for the type, if it did', anything),
  data_base64: text(262_144),
};
const REQUIRED = ['specversion', 'id', 'source', 'type'];

/** Any other member is an extension: a text, a number, a flag. */
const extension: Schema = oneOf(attribute, number, flag);

/** What a service publishes on `liaison.events.in.<svc>.<type>`, structured. */
export const emittedEvent: Schema = {
  type: 'object',
  properties: { ...attributes, correlation: about('The chain it belongs to', attribute) },
  required: REQUIRED,
  additionalProperties: extension,
};

/** What a service takes from its durable on EVENTS_OUT: the event, and what Liaison says of it. */
export const deliveredEvent: Schema = {
  type: 'object',
  properties: {
    ...attributes,
    service: about('Who sent it', id),
    correlation: about('The chain it belongs to', attribute),
    matched: about('The fact that says who is notified', attribute),
  },
  required: [...REQUIRED, 'service', 'correlation', 'matched'],
  additionalProperties: extension,
};
