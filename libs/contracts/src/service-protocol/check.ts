import type { Fault } from '@liaison/domain';
import { checkFirst } from '../schema/check.js';
import { anyObject, object } from '../schema/schema.js';
import { id } from '../schema/words.js';
import { callAnswer } from './call.js';
import { serviceRequests } from './messages.js';
import type { ServiceVerb } from '../service-subjects.js';

/** A declaration is only looked at as an object: all its faults are the registry's to tell. */
const declaring = object({ connection: id, declaration: anyObject });

const taken = {
  connect: declaring,
  alive: serviceRequests.alive.request,
  disconnect: serviceRequests.disconnect.request,
  declare: declaring,
  query: serviceRequests.query.request,
} as const satisfies Record<ServiceVerb, unknown>;

/** The first fault of a service's request, as a gateway takes it. */
export function checkServiceRequest(name: ServiceVerb, body: unknown): readonly Fault[] {
  return checkFirst(taken[name], body);
}

/** The first fault of what a service answered to a call. */
export function checkCallAnswer(answer: unknown): readonly Fault[] {
  return checkFirst(callAnswer, answer);
}
