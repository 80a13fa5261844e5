import { BadFact, BoxDoesNotOpen, UnknownFactType } from '@liaison/contracts';
import {
  AppendRejected,
  BusAway,
  Fenced,
  KeyMissing,
  KeysAway,
  NobodyThere,
  RequestTimedOut,
  StoreAway,
} from '../errors.js';

/** Why a fact was parked. */
export type ParkReason = 'not-a-fact' | 'box-does-not-open' | 'fold-threw';

/** The log has lost what was read from it, or is another one: nothing may be folded on top. */
export class CheckpointAhead extends Error {
  override readonly name = 'CheckpointAhead';
}

/** Rows are further than the log, or of another log: they must not be folded on; says what to do. */
export class StoreAhead extends Error {
  override readonly name = 'StoreAhead';
}

/** A projection threw where it must not: it is dropped and loaded again. */
export class ProjectionBroken extends Error {
  override readonly name = 'ProjectionBroken';
}

/**
 * Whether a fact must wait for somebody (the key store, an operator, a newer version of us): the
 * partition stops at it and never skips it.
 */
export function stopsPartition(error: unknown): boolean {
  return (
    error instanceof KeysAway || error instanceof KeyMissing || error instanceof UnknownFactType
  );
}

/** Why a fact that failed for good is parked. */
export function parkReason(error: unknown): ParkReason {
  if (error instanceof BadFact) return 'not-a-fact';
  return error instanceof BoxDoesNotOpen ? 'box-does-not-open' : 'fold-threw';
}

/** Errors whose messages are ours: they hold no text of a fact, and say what to do. */
const OURS = [
  AppendRejected,
  BusAway,
  CheckpointAhead,
  Fenced,
  KeyMissing,
  KeysAway,
  NobodyThere,
  ProjectionBroken,
  RequestTimedOut,
  StoreAhead,
  StoreAway,
  UnknownFactType,
];

/** Says why a partition stands still. */
export function explained(error: unknown): string {
  const ours = OURS.some((kind) => error instanceof kind);
  return ours && error instanceof Error ? `${error.name}: ${error.message}` : withoutText(error);
}

/**
 * What may be written of an error into logs and streams: its name and where it was thrown. A
 * message could hold what a box held.
 */
export function withoutText(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name} ${place?.trim() ?? ''}`.trim();
}

/** Calls a projection where it must not throw. Throws `ProjectionBroken`. */
export function unbroken(call: () => void): void {
  try {
    call();
  } catch (cause) {
    throw new ProjectionBroken(`the projection threw ${withoutText(cause)}`, { cause });
  }
}
