import type { ServiceVerb } from '../service-subjects.js';
import { refusalSchema } from '../schema/refusal.js';
import { type Schema, object, oneOf } from '../schema/schema.js';
import { callAnswer, callRequest } from './call.js';
import {
  aliveAnswer,
  connectAnswer,
  connectRequest,
  connectionRequest,
  declareAnswer,
  declareRequest,
  disconnectAnswer,
} from './connection.js';
import { deliveredEvent, emittedEvent } from './event.js';
import { queryAnswer, queryRequest } from './query.js';
import { refusedEvent } from './refused-event.js';

/** What a request of a service is answered with where it is refused. */
const serviceError = object({ error: refusalSchema });

/** Requests of services on `liaison.service.<svc>.<verb>`, and what each is answered if accepted. */
export const serviceRequests = {
  connect: { request: connectRequest, answer: connectAnswer },
  alive: { request: connectionRequest, answer: aliveAnswer },
  disconnect: { request: connectionRequest, answer: disconnectAnswer },
  declare: { request: declareRequest, answer: declareAnswer },
  query: { request: queryRequest, answer: queryAnswer },
} as const satisfies Record<ServiceVerb, unknown>;

/** Everything services speak, by the name it is served under at `/schemas/service/`. */
export function serviceSchemas(): ReadonlyMap<string, Schema> {
  const schemas = new Map<string, Schema>([
    ['call.request', callRequest],
    ['call.answer', callAnswer],
    ['event', emittedEvent],
    ['notification', deliveredEvent],
    ['refused', refusedEvent],
    ['error', serviceError],
  ]);
  for (const [name, { request, answer }] of Object.entries(serviceRequests)) {
    schemas.set(`${name}.request`, request);
    schemas.set(`${name}.answer`, oneOf<readonly Schema[]>(answer, serviceError));
  }
  return schemas;
}
