import type { CommandContext } from '@liaison/bus';
import {
  type CommandData,
  type CommandRequest,
  type CommandVerb,
  type Refusal,
  checkCommand,
  refusal,
} from '@liaison/contracts';

type Verb = CommandVerb<'service-registry'>;
/** The data of a command of ours, checked. */
export type Read<V extends Verb> = CommandData<'service-registry', V>;

interface Refused {
  readonly refused: Refusal;
}
interface Change<V extends Verb> {
  readonly data: Read<V>;
  readonly context: CommandContext;
}

/** The data a verb takes, or its first fault. */
export function readData<V extends Verb>(
  verb: V,
  request: CommandRequest,
): { readonly data: Read<V> } | Refused {
  const [fault] = checkCommand('service-registry', verb, request.data);
  if (fault === undefined) return { data: request.data as unknown as Read<V> };
  const { field, message } = fault;
  return { refused: refusal('malformed', { field, message: `${field || '/'}: ${message}` }) };
}

/** As `readData`, of operators alone. */
export function readOperators<V extends Verb>(
  verb: V,
  request: CommandRequest,
): { readonly data: Read<V> } | Refused {
  if (!request.actor.startsWith('operator/')) return { refused: refusal('not-permitted') };
  return readData(verb, request);
}

/** As `readOperators`, of a command that changes something: those have an id, a repeat acts once. */
export function readOperatorsChange<V extends Verb>(
  verb: V,
  request: CommandRequest,
): Change<V> | Refused {
  const read = readOperators(verb, request);
  return 'refused' in read ? read : withContext(read.data, request);
}

/** What a gateway sends on for a service: a service speaks for itself alone. */
export function readServices<V extends Verb>(
  verb: V,
  request: CommandRequest,
): { readonly data: Read<V> } | Refused {
  const read = readData(verb, request);
  if ('refused' in read) return read;
  const { service } = read.data as { readonly service: string };
  return request.actor === `service/${service}` ? read : { refused: refusal('not-permitted') };
}

/** As `readServices`, of what changes something. */
export function readServicesChange<V extends Verb>(
  verb: V,
  request: CommandRequest,
): Change<V> | Refused {
  const read = readServices(verb, request);
  return 'refused' in read ? read : withContext(read.data, request);
}

function withContext<D>(
  data: D,
  request: CommandRequest,
): { readonly data: D; readonly context: CommandContext } | Refused {
  const { command, actor, correlation } = request;
  if (command === undefined) return { refused: refusal('malformed', { field: '/command' }) };
  return { data, context: { command, actor, correlation } };
}
