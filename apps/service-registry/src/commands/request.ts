import { changeOf, commandReader } from '@liaison/bus';
import { type CommandRequest, type CommandVerb, refusal } from '@liaison/contracts';

type Verb = CommandVerb<'service-registry'>;

/** How the commands of this app are read. */
export const { readData, readOperators, readOperatorsChange } = commandReader('service-registry');

/** What a gateway sends on for a service: a service speaks for itself alone. */
export function readServices<V extends Verb>(
  verb: V,
  request: CommandRequest,
): ReturnType<typeof readData<V>> {
  const read = readData(verb, request);
  if ('refused' in read) return read;
  const { service } = read.data as { readonly service: string };
  return request.actor === `service/${service}` ? read : { refused: refusal('not-permitted') };
}

/** As `readServices`, of what changes something. */
export function readServicesChange<V extends Verb>(
  verb: V,
  request: CommandRequest,
): ReturnType<typeof readOperatorsChange<V>> {
  return changeOf(readServices(verb, request), request);
}
