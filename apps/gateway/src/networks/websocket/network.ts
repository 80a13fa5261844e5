import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { type Clock, limits } from '@liaison/contracts';
import { WebSocketServer } from 'ws';
import type { Connections } from '../../connections/connections.js';
import type { Tenure } from '../../lease/tenure.js';
import type { Reception } from '../../requests/reception.js';
import type { Origins } from '../origins.js';
import type { Ending } from '../outlet.js';
import { type HandshakeRefusal, SUBPROTOCOL, judge, refusalResponse } from './handshake.js';
import { BEAT_MS, Heartbeat } from './heartbeat.js';
import { type SocketTools, TerminalSocket } from './terminal-socket.js';

/** A closing handshake that the terminal does not finish is cut off after this. */
const CLOSE_TIMEOUT_MS = 2_000;
/** Longer messages are not even read; those between are told that they are too large. */
const READ_BYTES_MAX = 2 * limits.frameBytes;
/** Frames one message may be split into. */
const FRAGMENTS_MAX = 64;
const COME_BACK_SECONDS = 1;

export interface WebSocketNetworkTools {
  readonly origins: Origins;
  readonly clock: Clock;
  readonly tenure: Tenure;
  readonly connections: Connections;
  readonly reception: Reception;
}

/** The network kind `websocket`: sockets in, connections and messages out; nothing else knows sockets. */
export class WebSocketNetwork implements SocketTools {
  private readonly server: WebSocketServer;
  private readonly sockets = new Set<TerminalSocket>();
  private dirty: TerminalSocket[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly heartbeat = new Heartbeat(performance.now());

  constructor(private readonly tools: WebSocketNetworkTools) {
    const options = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: READ_BYTES_MAX,
      maxFragments: FRAGMENTS_MAX,
      closeTimeout: CLOSE_TIMEOUT_MS,
      handleProtocols: () => SUBPROTOCOL,
      WebSocket: TerminalSocket,
    };
    this.server = new WebSocketServer(options);
  }

  /** Takes the upgrades of this server. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this.upgrade(request, socket, head);
    });
    this.timer = setInterval(() => this.heartbeat.turn(performance.now()), BEAT_MS);
  }

  /** Cuts off whoever has not gone by then. */
  stop(): void {
    clearInterval(this.timer);
    for (const socket of this.sockets) socket.terminate();
  }

  wrote(socket: TerminalSocket): void {
    if (this.dirty.push(socket) === 1) setImmediate(() => this.flush());
  }

  message(socket: TerminalSocket, bytes: Buffer): void {
    this.tools.reception.receive(socket.connection, bytes, socket);
    if (bytes.length > limits.frameBytes) socket.refuseLarge();
  }

  ended(socket: TerminalSocket, ending: Ending): void {
    this.sockets.delete(socket);
    const silentMs = performance.now() - socket.heardMs;
    this.tools.connections.gone(socket.connection, ending, this.tools.clock.ms() - silentMs);
  }

  private upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const refused = judge(request, this.tools.origins) ?? this.reasonAgainst();
    if (refused !== undefined) {
      socket.on('error', () => socket.destroy());
      socket.end(refusalResponse(refused));
      return;
    }
    this.server.handleUpgrade(request, socket, head, (made) => {
      const terminal = made as TerminalSocket;
      this.sockets.add(terminal);
      terminal.connection = this.tools.connections.open(terminal);
      terminal.begin(socket, this);
      this.heartbeat.add(terminal);
    });
  }

  private reasonAgainst(): HandshakeRefusal | undefined {
    if (this.tools.tenure.gateway !== undefined) return undefined;
    const message = 'this gateway takes no terminals now; use another, or come back';
    return { status: 503, message, retryAfterSeconds: COME_BACK_SECONDS };
  }

  private flush(): void {
    const { dirty } = this;
    this.dirty = [];
    for (const socket of dirty) {
      if (socket.flush() > limits.queueBytes) this.tools.connections.end(socket.connection, 'slow');
    }
  }
}
