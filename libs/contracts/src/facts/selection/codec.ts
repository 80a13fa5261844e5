import {
  type Selection,
  type SelectionFact,
  evolveSelection,
  initialSelection,
} from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import { headedCodec } from '../open-codec.js';
import { callTerminalSelected } from './call-terminal-selected.js';
import { interestDropped } from './interest-dropped.js';
import { interestSelected } from './interest-selected.js';
import { serviceActivated } from './service-activated.js';
import { serviceClosed } from './service-closed.js';
import { serviceDeactivated } from './service-deactivated.js';
import { serviceOpened } from './service-opened.js';

/** What the access monitor records of a user's selections. */
export const selectionFactTypes = [
  callTerminalSelected,
  serviceActivated,
  serviceDeactivated,
  serviceOpened,
  serviceClosed,
  interestSelected,
  interestDropped,
];

const codec = headedCodec<SelectionFact, Selection>(selectionFactTypes, {
  kind: 'selection',
  initial: initialSelection,
  evolve: evolveSelection,
});

/** Selection facts: all open, the head with them; an event's type is stored as `type`. */
export const selectionCodec: AggregateCodec<SelectionFact, Selection> = {
  ...codec,
  encode(fact, after) {
    const { type, data } = codec.encode(fact, after);
    const { eventType, ...said } = data;
    return { type, data: eventType === undefined ? data : { ...said, type: eventType } };
  },
  decode(whole, data, box) {
    return codec.decode(whole, { ...data, eventType: data['type'] }, box);
  },
};
