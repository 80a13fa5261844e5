import { type NatsConnection, connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { Line } from './line.js';
import type { ServiceOptions } from './options.js';
import type { Declaration } from './protocol.js';

const DIAL_MS = 5_000;
const PING_MS = 5_000;

/** Connects and declares; once more, where the declaration is new: what it permits comes with the second line. */
export async function openLine(options: ServiceOptions, declaration: Declaration): Promise<Line> {
  const { service, prefix = 'liaison' } = options;
  const first = await Line.open(await dial(options), { service, prefix }, declaration);
  if (first.welcome.reconnect !== true) return first;
  await first.leave();
  return Line.open(await dial(options), { service, prefix }, declaration);
}

function dial({ url, service, secret, nkeySeed, tls }: ServiceOptions): Promise<NatsConnection> {
  const seed = nkeySeed === undefined ? undefined : new TextEncoder().encode(nkeySeed);
  return connect({
    servers: typeof url === 'string' ? url : [...url],
    name: service,
    ...(secret === undefined ? {} : { user: service, pass: secret }),
    ...(seed === undefined ? {} : { authenticator: nkeyAuthenticator(seed) }),
    ...(tls === undefined ? {} : { tls }),
    // The only inboxes a service may listen on.
    inboxPrefix: `_INBOX_${service}`,
    // A new line is a new connection of the service, which `Service` opens.
    reconnect: false,
    timeout: DIAL_MS,
    pingInterval: PING_MS,
    noAsyncTraces: true,
  });
}
