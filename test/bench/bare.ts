import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { type WebSocket, WebSocketServer } from 'ws';
import { contactsOf } from './ring.js';

/*
 * The least that does the same road: a gateway and a projector around a stream in files. It knows
 * nobody, checks nothing, seals nothing, keeps no rows, and its rule is one lookup; what terminals
 * send and are told is the same.
 */

const STREAM = 'BARE';
/** As large as a fact of ours was when the goals were set, bytes. */
const PADDING = 'x'.repeat(190);

interface Seat {
  readonly wire: Socket;
  told: number;
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly terminal?: string; readonly mode?: string };
}

/** The terminals of the bare system, and who watches whom. */
class Gateway {
  private readonly watchers = new Map<string, Seat[]>();
  private readonly states = new Map<string, string>();
  private readonly js: JetStreamClient;

  constructor(
    nc: NatsConnection,
    private readonly size: number,
    private readonly degree: number,
  ) {
    this.js = jetstream(nc);
    nc.subscribe('bare.state.*', {
      callback: (_error, message) => {
        const { user, state } = message.json<{ user: string; state: string }>();
        this.states.set(user, state);
        for (const seat of this.watchers.get(user) ?? []) {
          seat.told += 1;
          const about = `{"user":"${user}","state":"${state}","n":${seat.told}}`;
          tell(seat.wire, `{"jsonrpc":"2.0","method":"connectability","params":${about}}`);
        }
      },
    });
  }

  take(ws: WebSocket, wire: Socket): void {
    let user = '';
    ws.on('message', (data: Buffer) => {
      const { id, method, params } = JSON.parse(data.toString('utf8')) as Request;
      if (method === 'terminal.connect') {
        user = params.terminal ?? '';
        tell(wire, `{"jsonrpc":"2.0","id":${id},"result":{}}`);
        this.seat(user, { wire, told: 0 });
      } else {
        void this.change(user, params.mode ?? '').then(() =>
          tell(wire, `{"jsonrpc":"2.0","id":${id},"result":{"changed":true}}`),
        );
      }
    });
  }

  private seat(user: string, seat: Seat): void {
    const contacts = contactsOf(Number(user.slice(1)), this.degree, this.size);
    for (const contact of contacts) {
      const seats = this.watchers.get(contact) ?? [];
      this.watchers.set(contact, seats);
      seats.push(seat);
    }
    const shown = contacts.map((one) => [one, this.states.get(one) ?? 'connectable']);
    const params = JSON.stringify({ contacts: shown });
    tell(seat.wire, `{"jsonrpc":"2.0","method":"snapshot","params":${params}}`);
  }

  private async change(user: string, mode: string): Promise<void> {
    await this.js.publish(`bare.facts.${user}`, JSON.stringify({ user, mode, PADDING }));
  }
}

/** An unmasked text frame (RFC 6455, 5.2), to be written as it is. */
function tell(wire: Socket, text: string): void {
  const { length } = text;
  const size = length < 126 ? [length] : [126, length >> 8, length & 0xff];
  wire.write(String.fromCodePoint(0x81, ...size) + text, 'latin1');
}

async function gateway(nc: NatsConnection, size: number, degree: number): Promise<object> {
  const terminals = new Gateway(nc, size, degree);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: () => 'liaison.v1',
  });
  const server = createServer();
  server.on('upgrade', (request, socket: Socket, head) => {
    sockets.handleUpgrade(request, socket, head, (ws) => {
      socket.setNoDelay(true);
      terminals.take(ws, socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await nc.flush();
  return { port: (server.address() as AddressInfo).port };
}

/** Folds the stream into a Map and says what changed. */
async function projector(nc: NatsConnection): Promise<object> {
  const jsm = await jetstreamManager(nc);
  await jsm.streams.add({ name: STREAM, subjects: ['bare.facts.*'] });
  const states = new Map<string, string>();
  const consumer = await jetstream(nc).consumers.get(STREAM);
  await consumer.consume({
    max_messages: 1_000,
    callback: (message) => {
      const { user, mode } = message.json<{ user: string; mode: string }>();
      const state = mode === 'away' ? 'not-connectable' : 'connectable';
      if (states.get(user) === state) return;
      states.set(user, state);
      nc.publish(`bare.state.${user}`, JSON.stringify({ user, state }));
    },
  });
  return {};
}

const [, script, role, url, seedFile, size, degree] = process.argv;
if (script?.endsWith('bare.js') === true && url !== undefined && seedFile !== undefined) {
  const authenticator = nkeyAuthenticator(await readFile(seedFile));
  const nc = await connect({ servers: url, authenticator, noAsyncTraces: true });
  const said =
    role === 'gateway' ? await gateway(nc, Number(size), Number(degree)) : await projector(nc);
  process.stdout.write(`${JSON.stringify({ event: 'bare', ...said })}\n`);
}
