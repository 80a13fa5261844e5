/*
 * A service's program, a process of its own, in plain NATS. It wants the event `rung` of another service
 * and sends an `echo` of each, in the same chain; terminals call `heard`, the ids it was notified of, and
 * `where`, which asks where a user is called. Arguments: URL, id, secret, id of the other.
 */
import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const [url, service, secret, from] = process.argv.slice(2);
const declaration = {
  emits: [{ type: 'echo', about: 'nobody' }],
  wants: [{ type: 'rung', from }],
  delivery: 'push',
  calls: ['heard', 'where'],
  authentication: 'none',
};
const ALIVE_MS = 3_000;
const heard = [];

let nc;
let connection;

async function open() {
  nc = await connect({
    servers: url,
    user: service,
    pass: secret,
    inboxPrefix: `_INBOX_${service}`,
    reconnect: false,
  });
  connection = randomUUID();
  return ask('connect', { connection, declaration });
}

async function ask(verb, body) {
  const subject = `liaison.service.${service}.${verb}`;
  const answer = (await nc.request(subject, JSON.stringify(body), { timeout: 15_000 })).json();
  if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error));
  return answer;
}

const operations = {
  heard: async () => heard,
  where: async ({ user }) => (await ask('query', { 'call-target': { user } })).target,
};

let welcome = await open();
if (welcome.reconnect === true) {
  await ask('disconnect', { connection });
  await nc.close();
  welcome = await open();
}
// One that goes astray is no end: the next is in time.
setInterval(() => void ask('alive', { connection }).catch(() => undefined), ALIVE_MS);
process.once('SIGTERM', () => {
  void ask('disconnect', { connection }).then(() => process.exit(0));
});

nc.subscribe(welcome.calls, {
  queue: service,
  callback: async (_, call) => {
    if (!call.reply) return;
    const { operation, payload } = call.json();
    call.respond(JSON.stringify({ payload: await operations[operation](payload) }));
  },
});
await nc.flush();
process.stdout.write(`${JSON.stringify({ event: 'connected', connection })}\n`);

const js = jetstream(nc);
const info = { stream_name: welcome.stream, name: welcome.durable, config: {} };
const messages = await js.consumers.getConsumerFromInfo(info).consume({ bind: true });
for await (const message of messages) {
  const { id, correlation } = message.json();
  const echo = { specversion: '1.0', id: `echo-${id}`, source: `/${service}`, type: 'echo' };
  const body = JSON.stringify({ ...echo, correlation, data: { of: id } });
  await js.publish(`liaison.events.in.${service}.echo`, body);
  heard.push(id);
  message.ack();
}
