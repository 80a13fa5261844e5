import type { PartitionContext, PartitionProjection, ProjectedFact } from '@liaison/bus';
import { terminalCodec } from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import { Connections } from './connections.js';
import type { PartitionMonitor } from './partition-monitor.js';

/** Who is connected in one partition: the last fact of a terminal says so, so no rows are kept. */
export class TerminalsOfPartition implements PartitionProjection {
  readonly connections = new Connections();
  readonly #log = new Logger('terminals');
  #reached = false;

  constructor(
    private readonly context: PartitionContext,
    private readonly monitor: PartitionMonitor,
  ) {}

  /** All facts of the take-over are folded, and the partition is ours. */
  get current(): boolean {
    return this.#reached && this.context.stillMine();
  }

  load(): Promise<'last'> {
    this.monitor.readTerminals(this);
    return Promise.resolve('last');
  }

  fold({ aggregate, envelope }: ProjectedFact): void {
    if (aggregate.kind !== 'terminal') return;
    const { user, terminal } = aggregate;
    const { type, data, id: fact, time: since, correlation } = envelope;
    const { head } = terminalCodec.decode(type, data, undefined);
    if (!head.connected) return this.connections.disconnected(user, terminal);
    const { connection, gateway } = head;
    const connected = { user, terminal, connection, gateway, fact, since, correlation };
    this.connections.connected(connected);
    this.monitor.judge(connected);
  }

  /** What cannot be read ends nobody's connection. */
  poison({ sequence }: { readonly sequence: number }, reason: string): void {
    this.#log.error(`terminal fact ${sequence} cannot be read: ${reason}`);
  }

  live(): void {
    this.#reached = true;
    this.monitor.judgeAll();
  }

  /** Nothing is stored; what ought to have ended and has not is taken up again. */
  flush(): Promise<undefined> {
    this.monitor.judgeAgain();
    return Promise.resolve(undefined);
  }

  drop(): void {
    this.#reached = false;
  }
}
