import {
  type Selection,
  type SelectionFact,
  evolveSelection,
  initialSelection,
} from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import type { JsonObject } from '../envelope.js';
import { member, pick, take } from '../fields.js';
import { TypeTable } from '../type-table.js';
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

const table = new TypeTable(selectionFactTypes);

/** Selection facts: all open, the head with them; an event's type is stored as `type`. */
export const selectionCodec: AggregateCodec<SelectionFact, Selection> = {
  kind: 'selection',
  initial: initialSelection,
  evolve: evolveSelection,
  encode(fact, after) {
    const { type, open } = table.of(fact.type);
    const { eventType, ...said } = pick(fact, open);
    const event = eventType === undefined ? {} : { type: eventType };
    return { type, data: { ...said, ...event, head: after as unknown as JsonObject } };
  },
  decode(whole, data) {
    const { type, body } = table.read(whole, { data, box: undefined });
    const fact: Record<string, unknown> = { type: type.fact };
    take(fact, { ...body.data, eventType: body.data['type'] }, type.open);
    return {
      fact: fact as unknown as SelectionFact,
      head: member(body.data, 'head') as unknown as Selection,
    };
  },
};
