import { readFile } from 'node:fs/promises';
import { Calendar } from '../calendar.js';
import { Meetings } from './meetings.js';
import { OperationFailed } from './protocol.js';
import { Service } from './service.js';
import { liveUntilAsked, startedWith, teller } from './started.js';

/** The calendar service: reads a calendar of its user's, and emits when a meeting starts and ends. */
const USER = 'alice';
const LOOK_MS = 1_000;

const until = {
  type: 'object',
  properties: { until: { type: 'string' } },
  required: ['until'],
};

const tell = teller('calendar');
const { task, ics } = startedWith('calendar');
const service = new Service(
  task,
  {
    emits: ['meeting-started', 'meeting-ended'].map((type) => ({
      type,
      about: 'user',
      schema: until,
    })),
    wants: [],
    delivery: 'push',
    calls: [],
    authentication: 'none',
  },
  {
    tell,
    notified: () => Promise.resolve(),
    called: ({ operation }) =>
      Promise.reject(new OperationFailed('unknown-operation', `there is no ${operation}`)),
  },
);

const meetings = new Meetings(USER, new Calendar(await readFile(ics, 'utf8')));
let busy = false;
setInterval(() => void look(new Date()), LOOK_MS).unref();
await liveUntilAsked(service);

/** What cannot be sent now is sent at a later look: the line may be cut, or alice have deactivated it. */
async function look(now: Date): Promise<void> {
  const event = meetings.next(now);
  if (event === undefined || busy || !service.isConnected) return;
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
