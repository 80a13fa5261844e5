import {
  type CommandData,
  type CommandRequest,
  type CommandVerb,
  type Refusal,
  checkCommand,
  refusal,
} from '@liaison/contracts';

/** The data a verb takes, or its first fault. */
export function readData<V extends CommandVerb<'access-monitor'>>(
  verb: V,
  request: CommandRequest,
): { readonly data: CommandData<'access-monitor', V> } | { readonly refused: Refusal } {
  const [fault] = checkCommand('access-monitor', verb, request.data);
  if (fault === undefined) {
    return { data: request.data as unknown as CommandData<'access-monitor', V> };
  }
  const { field, message } = fault;
  return { refused: refusal('malformed', { field, message: `${field || '/'}: ${message}` }) };
}
