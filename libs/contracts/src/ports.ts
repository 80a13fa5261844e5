import type { Instant } from '@liaison/domain';
import type { EngineTimes } from './engine-times.js';

/*
 * What libs/runtime gives to libs/bus, libs/store and the apps, as Nest providers under these
 * tokens. The ports stand here because bus and store may not import runtime.
 */

/** Token of `Settings` (see settings.ts). */
export const SETTINGS = Symbol.for('liaison.settings');
/** Token of `Clock`. */
export const CLOCK = Symbol.for('liaison.clock');
/** Token of `Chance`. */
export const CHANCE = Symbol.for('liaison.chance');
/** Token of `Meter`. */
export const METER = Symbol.for('liaison.meter');
/** Token of `Health`. */
export const HEALTH = Symbol.for('liaison.health');
/** Token of the Nest transport strategy a box serves commands with; optional. */
export const COMMAND_STRATEGY = Symbol.for('liaison.command-strategy');

/** The one reader of wall-clock time; what the engine recorded is read through it too. */
export interface Clock extends EngineTimes {
  /** Milliseconds since the epoch, with the tests' offset added. */
  ms(): number;
  now(): Instant;
  /** Milliseconds that nobody sets back, for limits: of use in one process alone. */
  steadyMs(): number;
}

/** Where ids, tokens and keys come from that somebody outside is told. */
export interface Chance {
  /**
   * Bytes that nobody can foretell, to be read at once. `about` names what they are for: where chance is
   * given they follow from that alone, whatever else was asked for before.
   */
  bytes(count: number, ...about: readonly unknown[]): Uint8Array;
}

export interface Counter {
  add(labels?: Readonly<Record<string, string>>, by?: number): void;
}
export interface Gauge {
  set(value: number, labels?: Readonly<Record<string, string>>): void;
}
/** Prometheus metrics; asking twice for a name answers the same one. */
export interface Meter {
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  /** Read when scraped. */
  observe(name: string, help: string, read: () => number): void;
}

/** Readiness: every check answers undefined, or what is wrong and what to do. */
export interface Health {
  add(name: string, check: () => string | undefined): void;
}
