import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** Who has not taken a line by then takes none. */
const DIAL_WITHIN_MS = 1_000;

/**
 * A plain TCP balancer on a free port: hands each line to the next backend in turn that takes it, and
 * knows nothing of what is said. Ends with `stop`.
 */
export class Balancer {
  /** Lines that each backend took. */
  readonly taken = new Map<string, number>();
  private readonly lines = new Set<Socket>();
  private turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly backends: () => readonly string[],
  ) {
    server.on('connection', (near) => void this.join(near));
  }

  /** To the backends (`http://HOST:PORT`) that there are whenever a line is made. */
  static async to(backends: () => readonly string[]): Promise<Balancer> {
    const server = createServer();
    const balancer = new Balancer(server, backends);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return balancer;
  }

  /** `http://HOST:PORT` */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const line of this.lines) line.destroy();
    await once(this.server, 'close');
  }

  private async join(near: Socket): Promise<void> {
    this.keep(near);
    const all = this.backends();
    for (let tried = 0; tried < all.length && !near.destroyed; tried++) {
      const backend = all[this.turn++ % all.length] as string;
      const far = await dial(backend);
      if (far === undefined) continue;
      this.keep(far);
      this.taken.set(backend, (this.taken.get(backend) ?? 0) + 1);
      near.pipe(far);
      far.pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
      if (near.destroyed) far.destroy();
      return;
    }
    near.destroy();
  }

  private keep(socket: Socket): void {
    this.lines.add(socket);
    socket.once('close', () => this.lines.delete(socket));
    // What breaks a line is followed by its close.
    socket.on('error', () => undefined);
  }
}

/** A line to a backend; undefined: it takes none. */
function dial(backend: string): Promise<Socket | undefined> {
  const { hostname, port } = new URL(backend);
  const far = connect({ host: hostname, port: Number(port), timeout: DIAL_WITHIN_MS });
  return new Promise((resolve) => {
    far.once('connect', () => {
      far.setTimeout(0);
      resolve(far);
    });
    far.once('timeout', () => far.destroy());
    far.once('error', () => undefined);
    far.once('close', () => resolve(undefined));
  });
}
