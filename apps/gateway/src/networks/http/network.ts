import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Clock, limits, refusal } from '@liaison/contracts';
import type { ConnectionId } from '@liaison/domain';
import type { Listening } from '@liaison/bus';
import { type Allowance, savedMsMax, wouldTake } from '../../connections/allowance.js';
import type { Connection } from '../../connections/connection.js';
import type { Connections } from '../../connections/connections.js';
import type { Tokens } from '../../identity/tokens.js';
import type { Tenure } from '../../lease/tenure.js';
import type { Reception } from '../../requests/reception.js';
import type { ReplyTo } from '../outlet.js';
import { type Asked, bearerToken, readAsked } from './asked.js';
import { BEAT_MS, EventStream, LOOK_MS, type StreamTools } from './event-stream.js';
import { Passing } from './passing.js';
import { type Relayed, Relay, type RelayTools } from './relay.js';
import { refuse, refuseAway, respond } from './responses.js';
import { lineName, resentBytes } from './tcp-table.js';

/** The request of whoever opens a stream: to be connected. */
const CONNECT = { jsonrpc: '2.0', id: 0, method: 'terminal.connect' } as const;

export interface HttpNetworkTools extends RelayTools {
  readonly clock: Clock;
  readonly tenure: Tenure;
  readonly tokens: Tokens;
  readonly connections: Connections;
  readonly reception: Reception;
  /** A stream that says nothing for so long says a comment. */
  readonly quietMs: number;
}

/** A stream that has a connection, and where requests for it are listened to. */
interface Held {
  readonly stream: EventStream;
  readonly listening: Listening;
}

/**
 * The network kind `http`: a stream of Server-Sent Events is the connection, requests come by `POST` at
 * whatever gateway.
 */
export class HttpNetwork implements StreamTools {
  private readonly relay: Relay;
  private readonly streams = new Set<EventStream>();
  private readonly held = new Map<ConnectionId, Held>();
  /** What sockets have sent that was no connection's. */
  private readonly allowances = new WeakMap<Socket, Allowance>();
  private dirty: EventStream[] = [];
  private timers: readonly NodeJS.Timeout[] = [];

  constructor(private readonly tools: HttpNetworkTools) {
    this.relay = new Relay(tools, (relayed, replyTo) => this.takeHere(relayed, replyTo));
    tools.connections.onLeft(({ outlet }) => {
      if (outlet instanceof EventStream) this.release(outlet.id);
    });
  }

  start(): void {
    const beats = setInterval(() => {
      for (const stream of this.streams) stream.beat();
    }, BEAT_MS);
    this.timers = [beats, setInterval(() => void this.look(), LOOK_MS)];
  }

  /** Cuts off whoever has not gone by then. */
  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const stream of this.streams) stream.terminate();
  }

  /** `GET /terminal/stream`: a new connection of the terminal that the headers name. */
  open(request: IncomingMessage, response: ServerResponse): void {
    if (this.tools.tenure.gateway === undefined) return refuseAway(response);
    const token = bearerToken(request);
    if (token === undefined) return refuse(response, 401, refusal('not-authenticated'));
    const terminal = request.headers['liaison-terminal'];
    if (typeof terminal !== 'string') {
      const message = 'the header Liaison-Terminal names the terminal';
      return refuse(response, 400, refusal('malformed', { field: 'Liaison-Terminal', message }));
    }
    // Finds a line on which nothing is under way; for as long as something is, nobody is asked.
    request.socket.setKeepAlive(true, this.quietMs / 2);
    const stream = new EventStream(response, this);
    this.streams.add(stream);
    stream.connection = this.tools.connections.open(stream);
    const connect = JSON.stringify({ ...CONNECT, params: { token, terminal } });
    this.receive(stream.connection, { request, bytes: Buffer.from(connect), replyTo: stream });
  }

  /** `POST /terminal/rpc`: one request. */
  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await readAsked(request, this.tools.tokens);
    if (asked === undefined) return;
    if ('status' in asked) {
      // What was not read of it cannot be told from the next.
      response.setHeader('Connection', 'close');
      return refuse(response, asked.status, asked.refused);
    }
    if (this.tools.tenure.gateway === undefined) return refuseAway(response);
    const { connection, user, bytes } = asked;
    if (connection === undefined || this.isSpent(request)) {
      return this.pass(request, response, asked);
    }
    const relayed = { connection, user, bytes };
    if (this.takeHere(relayed, { answer: (text) => respond(response, text) })) return;
    const answer = this.held.has(connection) ? undefined : await this.relay.ask(relayed);
    if (answer === undefined) this.pass(request, response, asked);
    else respond(response, answer);
  }

  wrote(stream: EventStream): void {
    if (this.dirty.push(stream) === 1) setImmediate(() => this.flush());
  }

  named(stream: EventStream, connection: ConnectionId): void {
    stream.id = connection;
    this.held.set(connection, { stream, listening: this.relay.follow(connection) });
  }

  refused(stream: EventStream): void {
    this.tools.connections.gone(stream.connection, 'closed', this.tools.clock.ms());
  }

  gone(stream: EventStream): void {
    this.streams.delete(stream);
    // Its terminal said nothing of leaving: that would have been `terminal.disconnect`.
    const lastSeenMs = this.tools.clock.ms() - stream.silentMs;
    this.tools.connections.gone(stream.connection, 'lost', lastSeenMs);
  }

  get quietMs(): number {
    return this.tools.quietMs;
  }

  /** A line that breaks without a word: what is written to it is acknowledged no more. */
  private async look(): Promise<void> {
    const sockets = [...this.streams].flatMap(({ socket }) => socket ?? []);
    const resent = await resentBytes(sockets);
    for (const stream of this.streams) {
      const { socket } = stream;
      if (socket !== null) stream.resent(resent.get(lineName(socket)) ?? 0);
    }
  }

  private takeHere({ connection, user, bytes }: Relayed, replyTo: ReplyTo): boolean {
    const stream = this.held.get(connection)?.stream;
    const { holds } = this.tools.tenure;
    if (!holds || stream?.connection.isOpen !== true || stream.connection.user !== user) {
      return false;
    }
    this.tools.reception.receive(stream.connection, bytes, replyTo);
    return true;
  }

  /** A request that is no connection's: it may log in, renew a token or enrol. */
  private pass(request: IncomingMessage, response: ServerResponse, { user, bytes }: Asked): void {
    if (!this.tools.tenure.holds) return refuseAway(response);
    const over = (): void =>
      this.tools.connections.gone(connection, 'closed', this.tools.clock.ms());
    const passing = new Passing(response, over);
    const connection = this.tools.connections.open(passing);
    connection.phase = 'passing';
    connection.user = user;
    this.receive(connection, { request, bytes, replyTo: passing });
  }

  /** Counts what is no connection's by the socket it comes by. */
  private receive(
    connection: Connection,
    asked: { readonly request: IncomingMessage; readonly bytes: Buffer; readonly replyTo: ReplyTo },
  ): void {
    const { socket } = asked.request;
    Object.assign(connection, this.allowanceOf(socket));
    this.tools.reception.receive(connection, asked.bytes, asked.replyTo);
    const { savedMs, countedAtMs } = connection;
    this.allowances.set(socket, { savedMs, countedAtMs });
  }

  private allowanceOf(socket: Socket): Allowance {
    const fresh = { savedMs: savedMsMax(limits), countedAtMs: performance.now() };
    return this.allowances.get(socket) ?? fresh;
  }

  /** Has this socket sent so much that was no connection's that nothing more is looked up for it? */
  private isSpent({ socket }: IncomingMessage): boolean {
    return !wouldTake(this.allowanceOf(socket), performance.now(), limits);
  }

  private release(connection: ConnectionId): void {
    this.held.get(connection)?.listening.unsubscribe();
    this.held.delete(connection);
  }

  private flush(): void {
    const { dirty } = this;
    this.dirty = [];
    for (const stream of dirty) {
      if (stream.flush() > limits.queueBytes) this.tools.connections.end(stream.connection, 'slow');
    }
  }
}
