import { Mailboxes } from './mailboxes.js';
import { OperationFailed } from './protocol.js';
import { Service } from './service.js';
import { liveUntilAsked, startedWith, teller } from './started.js';

/** The messaging service: leaves a message for who missed a call, and lists them when asked. */
const tell = teller('messaging');
const { task, keep } = startedWith('messaging');
const mailboxes = await Mailboxes.read(keep);
const service = new Service(
  task,
  {
    emits: [],
    wants: [{ type: 'call-missed' }],
    delivery: 'push',
    calls: ['messages'],
    authentication: 'none',
  },
  {
    tell,
    notified: async ({ id, subject = '', time = '', data }) => {
      const from = String(data?.['caller']);
      const isNew = await mailboxes.leave(subject, { id, from, at: time });
      if (isNew) tell(`leaves a message for ${subject}: ${from} has called`);
    },
    called: ({ operation, user }) =>
      operation === 'messages'
        ? Promise.resolve({ messages: mailboxes.of(user) })
        : Promise.reject(new OperationFailed('unknown-operation', `there is no ${operation}`)),
  },
);
await liveUntilAsked(service);
