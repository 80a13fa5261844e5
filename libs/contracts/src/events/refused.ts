import { refusal } from '../refusals/refusals.js';
import type { RefusedEvent } from '../service-protocol/refused-event.js';
import type { EventFault } from './event.js';

/** What to do, where the catalogue speaks to callers of another kind. */
const FIXES: Partial<Record<EventFault['code'], string>> = {
  malformed: 'correct the place named by field, and send the event again',
  'clock-ahead': "set the clock of the service's machine, and send the event again",
  'too-large': 'send less in one event',
};

/** What a service is told of an event that was refused; `event`: its id, where it had one. */
export function refusedEventOf(
  subject: string,
  event: string | undefined,
  fault: EventFault,
): RefusedEvent {
  const { code, field, message } = fault;
  const { fix } = refusal(code);
  return {
    subject,
    code,
    message,
    fix: FIXES[code] ?? fix,
    ...(event === undefined ? {} : { event }),
    ...(field === '' ? {} : { field }),
  };
}
