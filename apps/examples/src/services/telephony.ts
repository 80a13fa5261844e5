import { Exchange } from './exchange.js';
import { Service } from './service.js';
import { liveUntilAsked, startedWith, teller } from './started.js';

/** The telephony service: connects calls, and knows from the calendar who is not to be rung. */
const missed = {
  type: 'object',
  properties: { caller: { type: 'string' }, why: { type: 'string' } },
  required: ['caller', 'why'],
};

const tell = teller('telephony');
const exchange: Exchange = new Exchange({
  emit: (event) => service.emit(event),
  query: (query) => service.query(query),
  tell,
});
const service = new Service(
  startedWith('telephony').task,
  {
    emits: [{ type: 'call-missed', about: 'user', schema: missed }],
    wants: [
      { type: 'meeting-started', from: 'calendar' },
      { type: 'meeting-ended', from: 'calendar' },
    ],
    delivery: 'push',
    calls: ['call'],
    authentication: 'none',
  },
  {
    tell,
    notified: (event) => exchange.notified(event),
    called: (call) => exchange.called(call, new Date()),
  },
);
await liveUntilAsked(service);
