import { randomBytes } from 'node:crypto';
import { type Socket, connect } from 'node:net';

const READ_BYTES = 1 << 20;
const FIN_TEXT = 0x81;
const FIN_CLOSE = 0x88;
const FIN_PING = 0x89;
const FIN_PONG = 0x8a;
const MASKED = 0x80;
const MASK_BYTES = 4;
/** Payloads below this have their length in the second byte; below 64 KiB in two more. */
const SHORT_MAX = 126;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const HEADERS_END = '\r\n\r\n';

/** All lines of the generator read into this one: what was read is done with before the next read. */
const reading = Buffer.allocUnsafe(READ_BYTES);

/** Whom a line tells what came: the text of a frame, and the bytes of the whole frame. */
export interface Listener {
  hear(text: string, bytes: number): void;
  /** The connection is over, with the code of the server's close frame where one came. */
  over(code: number | undefined): void;
}

/**
 * A WebSocket client's connection (RFC 6455) that does as little a frame as Node can: the generator
 * shares the cores with what it measures. Unfragmented text, small requests, no extensions.
 */
export class Line {
  private rest: Buffer | undefined;
  private isOpen = false;
  private code: number | undefined;
  private opened: (() => void) | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly listener: Listener,
  ) {}

  /** Resolves after the handshake; rejects where the server does not want us. */
  static open(url: string, listener: Listener): Promise<Line> {
    const { hostname, port, pathname, host } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: hostname,
        port: Number(port),
        noDelay: true,
        onread: {
          buffer: reading,
          callback: (length, buffer) => line.read(buffer.subarray(0, length) as Buffer),
        },
      });
      const line = new Line(socket, listener);
      line.opened = (): void => resolve(line);
      socket.on('error', reject);
      socket.once('close', () => {
        reject(new Error(`${url} takes nobody`));
        line.end();
      });
      socket.write(handshake(pathname, host), 'latin1');
    });
  }

  get open(): boolean {
    return this.isOpen;
  }

  /** Sends one text frame; latin1 alone. */
  send(text: string): void {
    this.frame(FIN_TEXT, text);
  }

  /** Begins the closing handshake with code 1000; the listener hears the end. */
  close(): void {
    if (this.isOpen) this.frame(FIN_CLOSE, String.fromCodePoint(0x03, 0xe8));
  }

  private end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.listener.over(this.code);
  }

  /** Answers whether to read on. */
  private read(chunk: Buffer): boolean {
    let bytes = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk]);
    if (this.opened !== undefined) {
      const end = bytes.indexOf(HEADERS_END);
      if (end >= 0) {
        this.greet(bytes.toString('latin1', 0, end));
        bytes = bytes.subarray(end + HEADERS_END.length);
      }
    }
    const read = this.opened === undefined ? this.frames(bytes) : 0;
    this.rest = read === bytes.length ? undefined : Buffer.from(bytes.subarray(read));
    return true;
  }

  private greet(headers: string): void {
    if (!headers.startsWith('HTTP/1.1 101')) {
      this.socket.destroy();
      return;
    }
    this.isOpen = true;
    this.opened?.();
    this.opened = undefined;
  }

  /** Takes what whole frames there are; answers the bytes they had. */
  private frames(bytes: Buffer): number {
    let at = 0;
    while (at + 2 <= bytes.length) {
      const [start, length] = payloadOf(bytes, at);
      const end = start + length;
      if (end > bytes.length) break;
      this.take(bytes[at] ?? 0, bytes.toString('latin1', start, end), end - at);
      at = end;
    }
    return at;
  }

  private take(kind: number, payload: string, bytes: number): void {
    if (kind === FIN_TEXT) this.listener.hear(payload, bytes);
    else if (kind === FIN_PING) this.frame(FIN_PONG, payload);
    else if (kind === FIN_CLOSE) {
      this.code = ((payload.codePointAt(0) ?? 0) << 8) + (payload.codePointAt(1) ?? 0);
      this.close();
      this.socket.end();
    }
  }

  /** The mask is zeros: nothing between here and the server reads it. */
  private frame(kind: number, payload: string): void {
    const { length } = payload;
    const size =
      length < SHORT_MAX ? [MASKED | length] : [MASKED | LENGTH_16, length >> 8, length & 0xff];
    const header = String.fromCodePoint(kind, ...size) + '\0'.repeat(MASK_BYTES);
    this.socket.write(header + payload, 'latin1');
  }
}

function handshake(path: string, host: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: liaison.v1',
    HEADERS_END,
  ]
    .join('\r\n')
    .slice(0, -2);
}

/** Where the payload of the frame begins, and how long it is (RFC 6455, 5.2). */
function payloadOf(bytes: Buffer, at: number): readonly [start: number, length: number] {
  const short = bytes[at + 1] ?? 0;
  if (short < SHORT_MAX) return [at + 2, short];
  const lengthBytes = short === LENGTH_64 ? 8 : 2;
  const start = at + 2 + lengthBytes;
  if (start > bytes.length) return [start, bytes.length];
  return [start, bytes.readUIntBE(start - Math.min(lengthBytes, 6), Math.min(lengthBytes, 6))];
}
