import type { ObjectSchema } from '../schema/schema.js';

/**
 * A verb one of our apps answers on `liaison.cmd.<app>.<verb>`: `data` of the request, and
 * `accepted.result` of the reply.
 */
export interface Verb<D = unknown, R = unknown> {
  readonly about: string;
  readonly data: ObjectSchema<D>;
  readonly result: ObjectSchema<R>;
}

/** A verb, its types kept. */
export const verb = <D, R>(
  about: string,
  data: ObjectSchema<D>,
  result: ObjectSchema<R>,
): Verb<D, R> => ({ about, data, result });
