import { type Bus, type Delivered, type Listening, listen } from '@liaison/bus';
import type { UserId } from '@liaison/domain';

/** Past so many users of one partition, one subscription to all of it costs less than theirs. */
const LITERALS_MAX = 48;

/**
 * Listens to `live` of the users that are watched here: one subscription a user, or one a partition
 * where many of its users are watched (a subscription costs the client and the engine some kilobytes,
 * a message about a user nobody watches here some microseconds). No message is missed while it changes
 * from one to the other; some come twice.
 */
export class Interest {
  private readonly partitions = new Map<number, PartitionInterest>();

  constructor(
    private readonly bus: Pick<Bus, 'nc' | 'subjects'>,
    private readonly take: (message: Delivered) => void,
    private readonly literalsMax: number = LITERALS_MAX,
  ) {}

  watch(user: UserId): void {
    const partition = this.bus.subjects.partitionOf(user);
    let interest = this.partitions.get(partition);
    if (interest === undefined) {
      interest = { users: 0, literals: new Map(), whole: undefined };
      this.partitions.set(partition, interest);
    }
    interest.users++;
    if (interest.whole !== undefined) return;
    if (interest.users <= this.literalsMax) {
      interest.literals.set(user, this.listen(this.bus.subjects.live(user)));
      return;
    }
    interest.whole = this.listen(this.bus.subjects.liveOf(partition));
    void this.giveUp([...interest.literals.values()]);
    interest.literals.clear();
  }

  /** Not before the engine has the subscription to all: what it sent until then comes by these alone. */
  private async giveUp(literals: readonly Listening[]): Promise<void> {
    await this.bus.nc.flush().catch(() => undefined);
    for (const literal of literals) literal.unsubscribe();
  }

  unwatch(user: UserId): void {
    const partition = this.bus.subjects.partitionOf(user);
    const interest = this.partitions.get(partition);
    if (interest === undefined) return;
    interest.users--;
    interest.literals.get(user)?.unsubscribe();
    interest.literals.delete(user);
    if (interest.users > 0) return;
    interest.whole?.unsubscribe();
    this.partitions.delete(partition);
  }

  private listen(subject: string): Listening {
    return listen(this.bus, subject, this.take);
  }
}

interface PartitionInterest {
  users: number;
  /** By user; empty while `whole` is there. */
  readonly literals: Map<UserId, Listening>;
  whole: Listening | undefined;
}
