import type { DynamicModule, Type } from '@nestjs/common';

export type BoxName =
  | 'auth'
  | 'access-monitor'
  | 'availability'
  | 'service-registry'
  | 'notification'
  | 'gateway';

/** One deployable: what `main.ts` of an app hands to `run`, and the dev host to `host`. */
export interface Box {
  readonly name: BoxName;
  /** Lists the box's providers; settings, clock, meter and health are injected (tokens of contracts). */
  readonly module: Type | DynamicModule;
}

/** A box that is up. */
export interface RunningBox {
  readonly name: BoxName;
  /** `http://127.0.0.1:43121`: /health, /ready, /metrics. */
  readonly url: string;
  /** Drains and stops; resolves when nothing of it is left. */
  stop(): Promise<void>;
}
