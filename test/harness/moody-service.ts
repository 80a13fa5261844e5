import type { JsMsg } from '@nats-io/jetstream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../model/random.js';
import { until } from './await.js';
import { type KnownService, Service } from './service.js';
import type { System } from './system.js';

/** How a service deals with what it is handed: so many in a hundred. */
export interface Temper {
  readonly sendsBack: number;
  readonly refuses: number;
  readonly ignores: number;
}

const FETCHED_MAX = 16;
const FETCH_MS = 1_000;
const AGAIN_MS = 100;

/** A service that fetches without a pause, whatever happens to it, and does by chance with what it gets. */
export class MoodyService {
  /** Ids of events it was handed, and of those whose acknowledgement the engine has confirmed. */
  readonly handed = new Set<string>();
  readonly acknowledged = new Set<string>();
  private isOver = false;
  private connects = 0;
  private running: Promise<void> | undefined;

  constructor(
    private readonly system: System,
    readonly known: KnownService,
    private readonly declared: () => object,
    private readonly by: { readonly random: Random; readonly temper: () => Temper },
  ) {}

  /** Resolves when it is connected. */
  async start(): Promise<void> {
    this.isOver = false;
    const before = this.connects;
    this.running = this.run();
    await until(`${this.known.service} is connected`, () => this.connects > before, 60_000);
  }

  /** Resolves when it has left. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.running;
  }

  /** Of what it was handed so far. */
  forget(): void {
    this.handed.clear();
    this.acknowledged.clear();
  }

  /** Ends it, whatever it is about. */
  abandon(): void {
    this.isOver = true;
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      const line = await this.connected();
      if (line === undefined) continue;
      this.connects++;
      await this.serve(line).catch(() => undefined);
      await line.leave().catch(() => line.cut());
    }
  }

  private async connected(): Promise<Service | undefined> {
    try {
      const { system, known } = this;
      return await Service.connect(system, known, this.declared(), { consumes: false });
    } catch {
      await pause(AGAIN_MS);
      return undefined;
    }
  }

  private async serve(line: Service): Promise<void> {
    while (!this.isOver && !line.isOver && !line.nc.isClosed()) {
      const handed: JsMsg[] = [];
      await line.fetch(FETCHED_MAX, (message) => void handed.push(message), FETCH_MS);
      for (const message of handed) await this.settle(message);
      if (handed.length === 0) await pause(AGAIN_MS);
    }
  }

  private async settle(message: JsMsg): Promise<void> {
    const { id } = message.json<{ id: string }>();
    this.handed.add(id);
    const { random, temper } = this.by;
    const { sendsBack, refuses, ignores } = temper();
    const mood = random.below(100);
    if (mood < sendsBack) message.nak();
    else if (mood < sendsBack + refuses) message.term('not today');
    else if (mood < sendsBack + refuses + ignores) return;
    else if (await message.ackAck()) this.acknowledged.add(id);
  }
}
