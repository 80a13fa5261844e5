import { until } from '../harness/await.js';
import type { World } from './world.js';

type Document = Record<string, unknown>;

/** A user who acts over the bus, as an operator lets them: nobody sees what their own terminals get. */
export class Actor {
  /** FACTS sequence of the last fact about themselves; 0: none. */
  last = 0;
  /** Of the profile they have uploaded last. */
  version = 0;
  private acts = 0;
  private terminals = 0;
  private connected: { terminal: string; connection: string } | undefined;

  constructor(
    readonly world: World,
    readonly user: string,
  ) {}

  /** Registers them, without a password. */
  register(): Promise<void> {
    return this.byHand('register');
  }

  suspend(): Promise<void> {
    return this.byHand('suspend');
  }

  async erase(): Promise<void> {
    await this.does('auth', 'user.erase');
    await until(`${this.user} is erased`, () => this.world.isErased(this.user));
  }

  get isConnected(): boolean {
    return this.connected !== undefined;
  }

  /** One more terminal, connected. */
  async connect(): Promise<void> {
    const enrol = { kind: 'phone', label: 'phone' };
    const { terminal } = await this.does('auth', 'terminal.enrol', enrol);
    const connection = `${this.user}-${++this.terminals}`;
    const { gateway } = this.world;
    this.connected = { terminal: String(terminal), connection };
    const opened = { ...this.connected, gateway, network: 'websocket' };
    await this.does('access-monitor', 'terminal.connect', opened);
  }

  /** The terminal that was connected last, where there is one. */
  async disconnect(): Promise<void> {
    if (this.connected === undefined) return;
    const closed = { ...this.connected, cause: 'closed', lastSeen: this.world.clock.instant };
    this.connected = undefined;
    await this.does('access-monitor', 'terminal.disconnect', closed);
  }

  async useProfile(profile: object): Promise<void> {
    const uploaded = await this.does('availability', 'profile.upload', { profile });
    this.version = Number(uploaded['version']);
    const data = { profile: uploaded['profile'] };
    await this.does('access-monitor', 'profile.activate', data);
  }

  activate(mode: string): Promise<Document> {
    return this.does('access-monitor', 'mode.activate', { mode });
  }

  /** A command that has to be accepted; answers its result. */
  async does(app: string, verb: string, data: Document = {}): Promise<Document> {
    const asked = { user: this.user, ...data };
    const accepted = await this.world.command(app, verb, asked, `${this.user} ${++this.acts}`);
    // What is asked of somebody else is theirs.
    const isOwn = data['target'] === undefined;
    if (isOwn) this.last = Math.max(this.last, accepted.sequence ?? 0);
    return accepted.result;
  }

  private async byHand(verb: 'register' | 'suspend'): Promise<void> {
    const { sequence } = await this.world.byHand(verb, this.user, `${this.user} ${++this.acts}`);
    this.last = sequence;
  }
}
