/*
 * A service that is a process of its own, so that it can be killed and frozen: plain NATS. It connects
 * again whenever its line is gone, sends every event until it has its receipt, and acknowledges what it
 * is handed, unless told not to. Argument: a JSON object; orders come line by line on standard input.
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const IN_FLIGHT_MAX = 256;
const TICK_MS = 10;
const TELL_MS = 200;
const ALIVE_MS = 3_000;
const AGAIN_MS = 50;
/** So long what it declares no more is still sent by the line it has. */
const STALE_MS = 150;

const { url, service, secret, life, users, acknowledges, emits } = JSON.parse(process.argv[2]);
let { perSecond, declaration } = JSON.parse(process.argv[2]);

/** Sent again with the same id until there is a receipt. */
const waiting = [];
let inFlight = 0;
let made = 0;
let line;
let told = { receipts: [], handed: [] };

const say = (event, more = {}) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);
const ask = async (nc, verb, body) =>
  (
    await nc.request(`liaison.service.${service}.${verb}`, JSON.stringify(body), { timeout: 5_000 })
  ).json();

async function dial() {
  const nc = await connect({
    servers: url,
    user: service,
    pass: secret,
    inboxPrefix: `_INBOX_${service}`,
    reconnect: false,
    timeout: 5_000,
    pingInterval: 2_000,
    maxPingOut: 2,
  });
  const connection = randomUUID();
  const declared = declaration;
  const welcome = await ask(nc, 'connect', { connection, declaration: declared }).catch(
    (error) => ({ error: String(error) }),
  );
  if (welcome.error !== undefined || welcome.reconnect === true) {
    if (welcome.error !== undefined) say('refused', welcome);
    await nc.close();
    return;
  }
  line = { nc, connection, js: jetstream(nc), declared };
  say('connected');
  const beat = setInterval(() => {
    ask(nc, 'alive', { connection }).catch(() => undefined);
  }, ALIVE_MS);
  const consuming = consume(nc, welcome).catch(() => undefined);
  await nc.closed();
  clearInterval(beat);
  line = undefined;
  await consuming;
}

async function consume(nc, { stream, durable }) {
  const info = { stream_name: stream, name: durable, config: {} };
  const consumer = jetstream(nc).consumers.getConsumerFromInfo(info);
  const messages = await consumer.consume({ bind: true, max_messages: 100 });
  void nc.closed().then(() => messages.close());
  for await (const message of messages) {
    const { service: sender, data } = message.json();
    if (message.info.deliveryCount === 1) told.handed.push([sender, Date.now() - data.at]);
    if (acknowledges) message.ack();
  }
}

function next() {
  const type = emits[made % emits.length];
  const { about } = declaration.emits.find((one) => one.type === type) ?? {};
  const subject = about === 'user' ? { subject: users[made % users.length] } : {};
  made++;
  return { specversion: '1.0', id: `${life}-${made}`, source: `/${service}`, type, ...subject };
}

function send(event) {
  const { js, declared } = line;
  if (!declared.emits.some(({ type }) => type === event.type)) return;
  inFlight++;
  const body = JSON.stringify({ ...event, data: { at: Date.now() } });
  js.publish(`liaison.events.in.${service}.${event.type}`, body, { timeout: 5_000 })
    .then(() => told.receipts.push(event.id))
    .catch(() => waiting.push(event))
    .finally(() => inFlight--);
}

const mayEmit = () => line !== undefined && inFlight < IN_FLIGHT_MAX;

async function emit() {
  let last = performance.now();
  for (let credit = 0; ;) {
    await pause(TICK_MS);
    const now = performance.now();
    credit = Math.min(perSecond, credit + ((now - last) * perSecond) / 1_000);
    last = now;
    while (mayEmit()) {
      const again = waiting.shift();
      if (again === undefined && credit < 1) break;
      if (again === undefined) credit--;
      send(again ?? next());
    }
  }
}

const orders = {
  cut: () => line?.nc.close(),
  rate: (order) => ({ perSecond } = order),
  declare: async (order) => {
    ({ declaration } = order);
    if (line === undefined) return;
    const { nc, connection } = line;
    const answer = await ask(nc, 'declare', { connection, declaration }).catch(() => ({}));
    say('declared', answer);
    await pause(STALE_MS);
    await nc.close();
  },
};

createInterface({ input: process.stdin }).on('line', (text) => {
  const order = JSON.parse(text);
  void orders[order.do](order);
});
process.stdin.on('end', () => process.exit(0));
setInterval(() => {
  say('told', { ...told, open: waiting.length + inFlight });
  told = { receipts: [], handed: [] };
}, TELL_MS);
void emit();
for (;;) {
  await dial().catch(() => undefined);
  await pause(AGAIN_MS);
}
