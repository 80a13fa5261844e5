import { RpcError, Terminal } from '../harness/terminal.js';
import { Actor } from './actor.js';
import type { World } from './world.js';

const CONNECTABILITY = '"method":"connectability"';

/** The user of a pair who must not be able to tell the worlds apart, and all their terminal is sent. */
export class Viewer {
  /** What is done for them, not by their terminal. */
  readonly actor: Actor;
  private readonly sockets: Terminal[] = [];
  private who = { token: '', terminal: '' };

  constructor(
    private readonly world: World,
    readonly user: string,
  ) {
    this.actor = new Actor(world, user);
  }

  /** Registers them; their terminal gets a token, by a password or not, and is enrolled. */
  async enter(hasPassword: boolean): Promise<void> {
    const [method, shown] = hasPassword ? await this.withPassword() : await this.admitted();
    const socket = await this.open();
    const { token } = await socket.call<{ token: string }>(method, shown);
    const asked = { token, kind: 'softphone', label: 'softphone' };
    const { terminal } = await socket.call<{ terminal: string }>('terminal.enrol', asked);
    this.who = { token, terminal };
    await socket.close();
  }

  /** Through a new socket; the one before is superseded. */
  async connect(): Promise<void> {
    const before = this.sockets.at(-1);
    const socket = await this.open();
    const snapshot = socket.next((note) => note.method === 'snapshot', 15_000, 0);
    await socket.call('terminal.connect', this.who);
    await snapshot;
    await before?.closed;
  }

  /** Asks, whatever comes of it. */
  async asks(method: string, params: object = {}): Promise<void> {
    await this.terminal.call(method, params).catch((error: unknown) => {
      if (!(error instanceof RpcError)) throw error;
    });
  }

  get terminal(): Terminal {
    const terminal = this.sockets.at(-1);
    if (terminal === undefined) throw new Error(`${this.user} is not connected`);
    return terminal;
  }

  /** Every frame their terminal was ever sent, in order, with the socket it came by. */
  get told(): readonly string[] {
    return this.sockets.flatMap(({ frames }, at) => frames.map((frame) => `${at} ${frame}`));
  }

  /** How many changes their terminal was told of. */
  get changes(): number {
    return this.told.filter((frame) => frame.includes(CONNECTABILITY)).length;
  }

  async leave(): Promise<void> {
    if (this.terminal.isOpen) await this.asks('terminal.disconnect');
    await this.terminal.closed;
  }

  /** Ends whatever is left of it. */
  cut(): void {
    for (const socket of this.sockets) socket.cut();
  }

  private async withPassword(): Promise<[method: string, params: object]> {
    const { user } = this;
    const person = { login: `${user}@example.org`, password: `secret of ${user}` };
    const data = { user, displayName: user, ...person };
    await this.world.command('auth', 'user.add', data, `${user} is added`);
    return ['auth.login', person];
  }

  /** Hashing two passwords would take more of the machine than all the rest. */
  private async admitted(): Promise<[method: string, params: object]> {
    const { user } = this;
    const { refresh } = await this.world.byHand('admit', user, `${user} is admitted`);
    return ['auth.refresh', { refresh }];
  }

  private async open(): Promise<Terminal> {
    const socket = await Terminal.open(this.world.system.terminalUrl());
    this.sockets.push(socket);
    return socket;
  }
}
