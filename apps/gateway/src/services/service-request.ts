import {
  type CommandRequest,
  type EngineClient,
  type Json,
  type JsonObject,
  type Refusal,
  type ServiceVerb,
  checkServiceRequest,
  limits,
  refusal,
  scan,
} from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';

/** A service's request, read: what it asks, and by which of its connections to the engine. */
export interface ServiceRequest {
  readonly service: ServiceId;
  readonly verb: ServiceVerb;
  readonly body: JsonObject;
  readonly client: EngineClient | undefined;
}

/** The app that answers a service's request, and the command it becomes there. */
export interface Destination {
  readonly app: 'service-registry' | 'availability';
  readonly verb: string;
  readonly request: CommandRequest;
}

const changing: ReadonlySet<ServiceVerb> = new Set(['connect', 'disconnect', 'declare']);

/** Reads a request's body: bounded before it is parsed, then as its schema says. */
export function readBody(
  verb: ServiceVerb,
  bytes: Uint8Array,
): { readonly body: JsonObject } | { readonly refused: Refusal } {
  if (bytes.length > limits.serviceRequestBytes) {
    const message = `a request may have at most ${limits.serviceRequestBytes} bytes`;
    return { refused: tooLarge(message) };
  }
  const finding = scan(bytes, limits);
  if (finding !== 'fits') return { refused: tooLarge(`the request has ${finding.slice(4)}`) };
  let body: Json;
  try {
    body = JSON.parse(Buffer.from(bytes).toString()) as Json;
  } catch {
    return { refused: refusal('malformed', { message: 'the request is not JSON' }) };
  }
  const [fault] = checkServiceRequest(verb, body);
  if (fault === undefined) return { body: body as JsonObject };
  const { field, message } = fault;
  return { refused: refusal('malformed', { field, message: `${field || '/'}: ${message}` }) };
}

/** The service is whose subject the request came on, never what its body says. */
export function destinationOf(request: ServiceRequest, correlation: string): Destination {
  const { service, verb, body, client } = request;
  const data =
    verb === 'query'
      ? { service, query: body }
      : { ...body, service, ...(verb === 'connect' && client ? { client: { ...client } } : {}) };
  return {
    app: verb === 'query' ? 'availability' : 'service-registry',
    verb: `service.${verb}`,
    request: {
      ...(changing.has(verb) ? { command: correlation } : {}),
      actor: `service/${service}`,
      correlation,
      data,
    },
  };
}

/** Where a call rings is wanted at once; what is only looked up can wait for its place. */
export function isOnGrid({ verb, body }: ServiceRequest): boolean {
  return verb === 'query' && !('call-target' in body);
}

const tooLarge = (message: string): Refusal => ({
  ...refusal('too-large', { message }),
  fix: 'send less at once',
});
