import { type RefusalCode } from '../refusals/refusals.js';
import { type ObjectSchema, both, object } from '../schema/schema.js';
import { commandId } from '../schema/words.js';

/** The box that answers a method. */
export type AnsweringBox =
  | 'auth'
  | 'access-monitor'
  | 'availability'
  | 'service-registry'
  | 'notification'
  | 'gateway';

/** A method of the terminals' protocol. */
export interface RpcMethod<P = unknown, R = unknown> {
  readonly about: string;
  readonly params: ObjectSchema<P>;
  readonly result: ObjectSchema<R>;
  readonly answeredBy: AnsweringBox;
  /** It changes something: the gateway gives its command an id where the caller gave none. */
  readonly changes: boolean;
  /** It may be sent before `terminal.connect`. */
  readonly beforeConnect: boolean;
  /** Refusals of its own, beside those any method may meet. */
  readonly refusals: readonly RefusalCode[];
  /** Params whose faults the domain tells as `invalid-profile`: only looked at as objects here. */
  readonly loose?: ObjectSchema;
}

type Words<P, R> = Pick<RpcMethod<P, R>, 'about' | 'params' | 'result' | 'answeredBy'> &
  Partial<Pick<RpcMethod, 'beforeConnect' | 'refusals' | 'loose'>>;

const command = object({}, { command: commandId });
type WithCommand<P> = P & { readonly command?: string };

/** A method that only reads. */
export function reads<P, R>(method: Words<P, R>): RpcMethod<P, R> {
  return { beforeConnect: false, refusals: [], ...method, changes: false };
}

/** A method that changes something: it may carry `command`, and repeating it acts once. */
export function changes<P, R>(method: Words<P, R>): RpcMethod<WithCommand<P>, R> {
  const whole = { beforeConnect: false, refusals: [], ...method, changes: true };
  const { loose } = method;
  return {
    ...whole,
    params: both(method.params, command) as ObjectSchema<WithCommand<P>>,
    ...(loose === undefined ? {} : { loose: both(loose, command) }),
  };
}

/** A method that begins something new every time: tokens, a connection. It carries no `command`. */
export function begins<P, R>(method: Words<P, R>): RpcMethod<P, R> {
  return { beforeConnect: true, refusals: [], ...method, changes: true };
}
