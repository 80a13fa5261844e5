import type { UserId } from '@liaison/domain';
import type { JsonObject } from '../facts/envelope.js';
import type { RpcMethodName } from '../rpc/methods.js';

/** What a method's param `user`, somebody else, is called beside the connection's own `user`. */
const OTHER: Readonly<Partial<Record<RpcMethodName, 'target' | 'viewer'>>> = {
  'connectability.get': 'target',
  'authorisation.ask': 'target',
  'authorisation.retract': 'target',
  'authorisation.grant': 'viewer',
  'authorisation.deny': 'viewer',
  'authorisation.withdraw': 'viewer',
  'contact.block': 'viewer',
  'contact.unblock': 'viewer',
};

/**
 * The command's data a method's params become: `user` is always whom the connection (or the token)
 * is for. `command` travels beside the data, and a token goes no further than the gateway.
 */
export function commandDataOf(
  method: RpcMethodName,
  params: JsonObject,
  user: UserId,
): JsonObject & { readonly user: UserId } {
  const { command: _, token: __, user: other, ...rest } = params;
  const name = OTHER[method];
  return { ...rest, ...(name === undefined ? {} : { [name]: other }), user };
}
