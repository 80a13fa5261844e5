import { type PayloadCheck, compilePayload } from '@liaison/contracts';
import type { Emitted } from '@liaison/domain';

/** Schemas of one sender kept compiled at once; a declaration holds no more types. */
const CHECKS_MAX = 128;

/** The declared schemas of one sender, each compiled at its first event; a new declaration begins anew. */
export class PayloadChecks {
  #version = 0;
  readonly #checks = new Map<string, PayloadCheck>();

  /** The check of a type; undefined: its data may be anything. */
  of(emitted: Emitted, version: number): PayloadCheck | undefined {
    if (emitted.schema === undefined) return undefined;
    if (version !== this.#version || this.#checks.size >= CHECKS_MAX) this.#checks.clear();
    this.#version = version;
    const known = this.#checks.get(emitted.type);
    if (known !== undefined) return known;
    const made = compilePayload(emitted.schema);
    // What cannot be checked is not let through: a declaration with such a schema is refused.
    const check: PayloadCheck =
      typeof made === 'function'
        ? made
        : () => ({ field: '/data', message: `has a schema that is unfit: ${made.fault.message}` });
    this.#checks.set(emitted.type, check);
    return check;
  }
}
