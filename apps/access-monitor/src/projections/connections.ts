import type { ConnectionId, FactId, GatewayId, Instant, TerminalId, UserId } from '@liaison/domain';

/** A terminal that is connected, by its last fact. */
export interface Connected {
  readonly user: UserId;
  readonly terminal: TerminalId;
  readonly connection: ConnectionId;
  readonly gateway: GatewayId;
  /** The id of `TerminalConnected`, when it was decided, and the chain it belongs to. */
  readonly fact: FactId;
  readonly since: Instant;
  readonly correlation: string;
}

/** The connected terminals of one partition, by terminal, gateway and user. */
export class Connections {
  readonly #all = new Map<string, Connected>();
  readonly #byGateway = new Map<GatewayId, Set<Connected>>();
  readonly #byUser = new Map<UserId, Set<Connected>>();

  get size(): number {
    return this.#all.size;
  }

  /** A terminal has one connection: a second one takes the place of the first. */
  connected(connected: Connected): void {
    this.disconnected(connected.user, connected.terminal);
    this.#all.set(keyOf(connected.user, connected.terminal), connected);
    add(this.#byGateway, connected.gateway, connected);
    add(this.#byUser, connected.user, connected);
  }

  disconnected(user: UserId, terminal: TerminalId): void {
    const before = this.#all.get(keyOf(user, terminal));
    if (before === undefined) return;
    this.#all.delete(keyOf(user, terminal));
    remove(this.#byGateway, before.gateway, before);
    remove(this.#byUser, user, before);
  }

  has(connected: Connected): boolean {
    return this.#all.get(keyOf(connected.user, connected.terminal)) === connected;
  }

  all(): Iterable<Connected> {
    return this.#all.values();
  }

  gateways(): readonly GatewayId[] {
    return [...this.#byGateway.keys()];
  }

  at(gateway: GatewayId): readonly Connected[] {
    return [...(this.#byGateway.get(gateway) ?? [])];
  }

  of(user: UserId): readonly Connected[] {
    return [...(this.#byUser.get(user) ?? [])];
  }
}

function keyOf(user: UserId, terminal: TerminalId): string {
  return `${user}.${terminal}`;
}

function add<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const set = index.get(key);
  if (set === undefined) index.set(key, new Set([value]));
  else set.add(value);
}

function remove<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const set = index.get(key);
  set?.delete(value);
  if (set?.size === 0) index.delete(key);
}
