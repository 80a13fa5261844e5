import type { Fault } from '@liaison/domain';
import { checkAll, checkFirst } from '../schema/check.js';
import { type RpcMethodName, rpcMethod } from './methods.js';
import { type NotificationName, notifications } from './notifications.js';

/**
 * The faults of a request's params. A profile document is only looked at as an object: all its
 * faults are the domain's to tell.
 */
export function checkParams(method: RpcMethodName, params: unknown): readonly Fault[] {
  const { loose, params: schema } = rpcMethod(method);
  return checkAll(loose ?? schema, params);
}

/** The first fault of a result we are about to give. */
export function checkResult(method: RpcMethodName, result: unknown): readonly Fault[] {
  return checkFirst(rpcMethod(method).result, result);
}

/** The first fault of a notification's params we are about to send. */
export function checkNotification(name: NotificationName, params: unknown): readonly Fault[] {
  return checkFirst(notifications[name], params);
}
