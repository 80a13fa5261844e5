import type { TypeOf } from '../schema/schema.js';
import { authMethods } from './auth.js';
import { connectabilityMethods } from './connectability.js';
import { authorisationMethods, contactMethods } from './consent.js';
import type { RpcMethod } from './method.js';
import { modeMethods, profileMethods } from './profile.js';
import { callMethods, eventMethods, notificationMethods, serviceMethods } from './service.js';
import { terminalMethods } from './terminal.js';

/** Every method of the terminals' protocol, those to come included. */
export const rpcMethods = {
  ...authMethods,
  ...terminalMethods,
  ...profileMethods,
  ...modeMethods,
  ...connectabilityMethods,
  ...authorisationMethods,
  ...contactMethods,
  ...serviceMethods,
  ...eventMethods,
  ...notificationMethods,
  ...callMethods,
} as const satisfies Record<string, RpcMethod>;

export type RpcMethodName = keyof typeof rpcMethods;
/** Params and result of a method, as its schemas describe them. */
export type RpcParams<M extends RpcMethodName> = TypeOf<(typeof rpcMethods)[M]['params']>;
export type RpcResult<M extends RpcMethodName> = TypeOf<(typeof rpcMethods)[M]['result']>;

/** Whether a text is the name of a method. */
export const isRpcMethod = (name: string): name is RpcMethodName => Object.hasOwn(rpcMethods, name);

/** A method by its name. */
export const rpcMethod = (name: RpcMethodName): RpcMethod => rpcMethods[name];
