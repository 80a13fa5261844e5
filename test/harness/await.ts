import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;

/** Waits until a condition holds; fails with what it was waiting for. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 15_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    await pause(POLL_MS);
  }
  throw new Error(`waited ${withinMs} ms in vain until ${what}`);
}

/** Lets a bounded time pass in which something must NOT happen (silence is the condition). */
export async function quiet(ms: number): Promise<void> {
  await pause(ms);
}
