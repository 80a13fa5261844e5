import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { MessageSieve } from './nats-lines.js';

/** One line through the proxy: from the program to it, from it to the server. */
interface Line {
  readonly near: Socket;
  readonly far: Socket;
}

/**
 * A TCP proxy between a program and a NATS server, on any free port: a cable to be cut and mended; with
 * `alter` to a server of any kind. Ends with `stop`.
 */
export class Proxy {
  /** When each line was made, ms of this process's monotonic clock. */
  readonly madeAt: number[] = [];
  /** Subjects of the messages that were lost. */
  readonly lost: string[] = [];
  private losing: ((subject: string) => boolean) | undefined;
  private altering: ((bytes: Buffer) => Buffer) | undefined;
  private delayMs = 0;
  private readonly lines = new Set<Line>();
  private isCut = false;
  private isSilent = false;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  /** A proxy to the server at this URL. */
  static async to(url: string): Promise<Proxy> {
    const server = createServer();
    const proxy = new Proxy(server, new URL(url));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** The same URL as the server's, through the proxy. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `${this.target.protocol}//127.0.0.1:${port}`;
  }

  /** Breaks all lines, and every new one, until `heal`. */
  cut(): void {
    this.isCut = true;
    for (const line of this.lines) drop(line);
  }

  /** Passes nothing on in either direction, and says nothing of it, until `heal`. */
  silence(): void {
    this.isSilent = true;
    for (const { near, far } of this.lines) {
      near.pause();
      far.pause();
    }
  }

  /** Passes everything on again, also what waited. */
  heal(): void {
    this.isCut = false;
    this.isSilent = false;
    for (const { near, far } of this.lines) {
      near.resume();
      far.resume();
    }
  }

  /** Loses the server's messages on these subjects from now on; `undefined`: none. */
  lose(subjects: ((subject: string) => boolean) | undefined): void {
    this.losing = subjects;
  }

  /** Passes the server's bytes on as this makes them, from now on. */
  alter(made: (bytes: Buffer) => Buffer): void {
    this.altering = made;
  }

  /** Passes the server's bytes on so much later from now on, never before those that came earlier. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    if (this.isCut) {
      near.destroy();
      return;
    }
    this.madeAt.push(performance.now());
    const far = connect(Number(this.target.port), this.target.hostname);
    const line = { near, far };
    this.lines.add(line);
    const sieve = new MessageSieve((subject) => this.isLost(subject));
    this.pass(near, far);
    const sieved = (bytes: Buffer): Buffer => this.altering?.(bytes) ?? sieve.pass(bytes);
    this.pass(far, near, { sieved, late: () => this.delayMs });
    for (const socket of [near, far]) {
      socket.on('close', () => {
        drop(line);
        this.lines.delete(line);
      });
      // What breaks a line is followed by its close.
      socket.on('error', () => undefined);
      if (this.isSilent) socket.pause();
    }
  }

  private isLost(subject: string): boolean {
    const isLost = this.losing?.(subject) ?? false;
    if (isLost) this.lost.push(subject);
    return isLost;
  }

  private pass(from: Socket, to: Socket, { sieved, late }: Passing = AT_ONCE): void {
    let before = Promise.resolve();
    from.on('data', (bytes: Buffer) => {
      const passed = sieved(bytes);
      const due = late() === 0 ? undefined : pause(late(), undefined, { ref: false });
      before = Promise.all([before, due]).then(() => this.write(passed, from, to));
    });
  }

  private write(bytes: Buffer, from: Socket, to: Socket): void {
    if (to.write(bytes)) return;
    from.pause();
    to.once('drain', () => {
      if (!this.isSilent) from.resume();
    });
  }
}

/** What becomes of bytes on their way, and how late they are. */
interface Passing {
  readonly sieved: (bytes: Buffer) => Buffer;
  readonly late: () => number;
}
const AT_ONCE: Passing = { sieved: (bytes) => bytes, late: () => 0 };

function drop({ near, far }: Line): void {
  near.destroy();
  far.destroy();
}
