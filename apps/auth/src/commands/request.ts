import type { CommandContext } from '@liaison/bus';
import {
  type CommandData,
  type CommandRequest,
  type CommandVerb,
  type Refusal,
  checkCommand,
  refusal,
} from '@liaison/contracts';

/** The data of a command of ours, checked. */
export type Read<V extends CommandVerb<'auth'>> = CommandData<'auth', V>;

interface Refused {
  readonly refused: Refusal;
}

/** The data a verb takes, or its first fault. */
export function readData<V extends CommandVerb<'auth'>>(
  verb: V,
  request: CommandRequest,
): { readonly data: Read<V> } | Refused {
  const [fault] = checkCommand('auth', verb, request.data);
  if (fault === undefined) return { data: request.data as unknown as Read<V> };
  const { field, message } = fault;
  return { refused: refusal('malformed', { field, message: `${field || '/'}: ${message}` }) };
}

/** The same of a command that changes something: those have an id, so that a repeat acts once. */
export function readChange<V extends CommandVerb<'auth'>>(
  verb: V,
  request: CommandRequest,
): { readonly data: Read<V>; readonly context: CommandContext } | Refused {
  const { command, actor, correlation } = request;
  if (command === undefined) return { refused: refusal('malformed', { field: '/command' }) };
  const read = readData(verb, request);
  return 'refused' in read ? read : { ...read, context: { command, actor, correlation } };
}

/** Whether an operator asks; gateways let no terminal send such a verb, and neither do we. */
export function isOperators(request: CommandRequest): boolean {
  return request.actor.startsWith('operator/');
}

/** As `readChange`, of operators alone. */
export function readOperators<V extends CommandVerb<'auth'>>(
  verb: V,
  request: CommandRequest,
): { readonly data: Read<V>; readonly context: CommandContext } | Refused {
  if (!isOperators(request)) return { refused: refusal('not-permitted') };
  return readChange(verb, request);
}
