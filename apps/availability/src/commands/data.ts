import {
  type CommandData,
  type CommandReply,
  type CommandRequest,
  type CommandVerb,
  checkCommand,
  refusal,
} from '@liaison/contracts';

type Verb = CommandVerb<'availability'>;
type Refused = Extract<CommandReply, { refused: unknown }>;

/** A command's data, looked at by its compiled check, or the refusal that names the first fault. */
export function dataOf<V extends Verb>(
  verb: V,
  request: CommandRequest,
): { readonly data: CommandData<'availability', V> } | Refused {
  const [fault] = checkCommand('availability', verb, request.data);
  if (fault === undefined) return { data: request.data as CommandData<'availability', V> };
  const { field, message } = fault;
  return { refused: refusal('malformed', { field, message }) };
}
