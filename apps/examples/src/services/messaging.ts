import { Service } from '@liaison/service-sdk';
import { Mailboxes } from './mailboxes.js';
import { liveBySdk, startedWith, teller } from './started.js';

/** The messaging service: leaves a message for who missed a call, and lists them when asked. */
const tell = teller('messaging');
const { task, keep } = startedWith('messaging');
const mailboxes = await Mailboxes.read(keep);
const service = new Service({
  url: task.nats,
  prefix: task.prefix,
  service: task.user,
  secret: task.secret,
  wants: [{ type: 'call-missed' }],
  notified: async ({ id, subject = '', time = '', data }) => {
    const from = String((data as { readonly caller?: string } | undefined)?.caller);
    const isNew = await mailboxes.leave(subject, { id, from, at: time });
    if (isNew) tell(`leaves a message for ${subject}: ${from} has called`);
  },
  calls: { messages: ({ user }) => ({ messages: mailboxes.of(user) }) },
});
await liveBySdk(service, tell);
