import type { GatewayId, UserId } from '@liaison/domain';
import type { Gateways } from '../gateways/gateways.js';
import type { AccountsOfPartition } from './accounts-of-partition.js';
import type { Connected } from './connections.js';
import type { Endings } from './endings.js';
import type { TerminalsOfPartition } from './terminals-of-partition.js';

/**
 * Ends what is connected in one partition and ought not to be: a connection whose gateway has no live
 * lease is lost, one whose user or terminal may not connect is kicked. Both follow from the state, so
 * every look finds what an earlier one, or an earlier owner, left over.
 */
export class PartitionMonitor {
  #terminals: TerminalsOfPartition | undefined;
  #accounts: AccountsOfPartition | undefined;
  /** Connected and not entitled to, when last looked at. */
  #suspects = new Set<Connected>();
  #looking = false;
  #lookAgain = false;

  constructor(
    private readonly gateways: Pick<Gateways, 'fate'>,
    private readonly endings: Pick<Endings, 'lose' | 'kick'>,
  ) {}

  /** Connected, as far as this replica knows; 0 where another one owns the partition. */
  get size(): number {
    return this.#terminals?.current === true ? this.#terminals.connections.size : 0;
  }

  readTerminals(terminals: TerminalsOfPartition): void {
    this.#terminals = terminals;
    this.#suspects = new Set();
  }

  readAccounts(accounts: AccountsOfPartition): void {
    this.#accounts = accounts;
  }

  /** Before both are current nothing is judged: a fact not yet read may say otherwise. */
  judge(connected: Connected): void {
    const terminals = this.#terminals;
    if (terminals?.current !== true || this.#accounts?.current !== true) return;
    const { user, terminal } = connected;
    const held = terminals.connections.has(connected);
    if (!held || this.#accounts.entitlements.holds(user, terminal)) {
      this.#suspects.delete(connected);
      return;
    }
    this.#suspects.add(connected);
    const wanted = (): boolean => terminals.current && terminals.connections.has(connected);
    this.endings.kick(connected, wanted);
  }

  judgeUser(user: UserId): void {
    for (const connected of this.#terminals?.connections.of(user) ?? []) this.judge(connected);
  }

  /** Everybody: one of the two has become current. */
  judgeAll(): void {
    for (const connected of this.#terminals?.connections.all() ?? []) this.judge(connected);
    this.look();
  }

  /** What was found and has not ended yet. */
  judgeAgain(): void {
    for (const connected of this.#suspects) this.judge(connected);
    this.look();
  }

  /** Looks whether the gateways that terminals are connected through are alive. */
  look(): void {
    this.#lookAgain = true;
    if (!this.#looking) void this.#look();
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#lookAgain) {
      this.#lookAgain = false;
      const terminals = this.#terminals;
      if (terminals?.current !== true) break;
      const gateways = terminals.connections.gateways();
      await Promise.all(gateways.map((gateway) => this.#lookAt(gateway, terminals)));
    }
    this.#looking = false;
  }

  async #lookAt(gateway: GatewayId, terminals: TerminalsOfPartition): Promise<void> {
    const fate = await this.gateways.fate(gateway);
    if (fate === 'alive' || fate === 'unsure') return;
    for (const connected of terminals.connections.at(gateway)) {
      const wanted = (): boolean => terminals.current && terminals.connections.has(connected);
      this.endings.lose(connected, fate.lastSeen, wanted);
    }
  }
}
