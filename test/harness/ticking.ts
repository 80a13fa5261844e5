import { type KnownService, Service, newService } from './service.js';
import type { System } from './system.js';

/** What a clock emits. */
export const TICK = { type: 'tick', about: 'nobody' } as const;

/** One who emits, and one who fetches what it wants. */
export interface ClockAndReader {
  readonly clock: Service;
  readonly known: KnownService;
  readonly declared: object;
  /** What asks for what waits. */
  readonly reader: Service;
}

/** Both connected; `more`: of the reader's declaration. */
export async function clockAndReader(system: System, more: object = {}): Promise<ClockAndReader> {
  const clock = await Service.connect(system, await newService(system, 'clock'), { emits: [TICK] });
  const known = await newService(system, 'reader');
  const declared = { wants: [{ type: 'tick', from: clock.service }], delivery: 'pull', ...more };
  const reader = await Service.connect(system, known, declared, { consumes: false });
  return { clock, known, declared, reader };
}

/** Sends so many events, one after the other; answers their ids. */
export async function ticks(clock: Service, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await clock.emit('tick'));
  return ids;
}

/** Ids of notifications, in order. */
export const idsOf = (events: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] =>
  events.map(({ id }) => id);
