import { readFile } from 'node:fs/promises';
import { Service } from '@liaison/service-sdk';
import { Calendar } from '../calendar.js';
import { Meetings } from './meetings.js';
import { liveBySdk, startedWith, teller } from './started.js';

/** The calendar service: reads a calendar of its user's, and emits when a meeting starts and ends. */
const USER = 'alice';
const LOOK_MS = 1_000;

const schema = {
  type: 'object',
  properties: { until: { type: 'string' } },
  required: ['until'],
};

const tell = teller('calendar');
const { task, ics } = startedWith('calendar');
const service = new Service({
  url: task.nats,
  prefix: task.prefix,
  service: task.user,
  secret: task.secret,
  emits: [
    { type: 'meeting-started', about: 'user', schema },
    { type: 'meeting-ended', about: 'user', schema },
  ],
});

const meetings = new Meetings(USER, new Calendar(await readFile(ics, 'utf8')));
let busy = false;
setInterval(() => void look(new Date()), LOOK_MS).unref();
await liveBySdk(service, tell);

/** One after the other: what cannot be sent now waits until it can. */
async function look(now: Date): Promise<void> {
  const event = meetings.next(now);
  if (event === undefined || busy) return;
  busy = true;
  try {
    await service.emit(event);
    meetings.emitted(now);
    tell(`says that ${event.type === 'meeting-started' ? 'a meeting begins' : 'it is over'}`);
  } catch (error) {
    tell(`cannot send ${event.type} yet: ${String(error)}`);
  }
  busy = false;
}
