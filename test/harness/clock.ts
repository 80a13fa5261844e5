import { until } from './await.js';
import type { BoxName, System } from './system.js';

const MINUTE_MS = 60_000;

/** The setting that shifts the clocks of all apps. */
export function shiftedBy(offsetMs: number): Readonly<Record<string, string>> {
  return { LIAISON_CLOCK_OFFSET_MS: String(offsetMs) };
}

/** By how much to shift the clocks, forwards, so that a whole minute comes in `inMs`. */
export function minuteComesIn(inMs: number): number {
  const leftMs = MINUTE_MS - (Date.now() % MINUTE_MS);
  return (leftMs - inMs + 2 * MINUTE_MS) % MINUTE_MS;
}

/** The next whole minute of a shifted clock that is at least so far away. */
export function nextMinute(offsetMs: number, awayMs: number): number {
  return Math.ceil((Date.now() + offsetMs + awayMs) / MINUTE_MS) * MINUTE_MS;
}

/** Waits until a shifted clock shows an instant. */
export async function untilShown(ms: number, offsetMs: number): Promise<void> {
  await until('the instant has come', () => Date.now() + offsetMs >= ms, 2 * MINUTE_MS);
}

/** Stops every box, and starts them once each with their clocks shifted. */
export async function travel(system: System, offsetMs: number): Promise<void> {
  const names: BoxName[] = [...system.boxes.keys()];
  for (const name of names) await stopBox(system, name);
  await Promise.all(names.map((name) => system.startBox(name, shiftedBy(offsetMs))));
}

/** Stops all processes of a box in order. */
export async function stopBox(system: System, name: BoxName): Promise<void> {
  const programs = system.boxes.get(name) ?? [];
  system.boxes.delete(name);
  await Promise.all(programs.map((program) => program.signal('SIGTERM')));
  await Promise.all(programs.map((program) => program.gone));
}
