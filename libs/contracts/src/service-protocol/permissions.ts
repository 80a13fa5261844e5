import { type ServiceSubjects, serviceVerbs } from '../service-subjects.js';

/** What a service may do in the account SERVICES, as patterns of subjects; nothing else. */
export interface ServicePermissions {
  /** The service's id: the name the engine knows its connections by. */
  readonly service: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * What a service may publish and subscribe that emits events of these types. Its requests, its
 * events and its acknowledgements go out; what it is answered, called and refused comes in. Throws
 * `BadToken` for a type that could widen a subject.
 */
export function servicePermissions(
  subjects: ServiceSubjects,
  service: string,
  types: readonly string[],
): ServicePermissions {
  const durable = `EVENTS_OUT.svc-${service}`;
  return {
    service,
    publish: [
      ...serviceVerbs.map((verb) => subjects.serviceRequest(service, verb)),
      ...types.map((type) => subjects.eventsIn(service, type)),
      `$JS.API.CONSUMER.MSG.NEXT.${durable}`,
      `$JS.ACK.${durable}.>`,
      `$JS.ACK.*.*.${durable}.>`,
    ],
    subscribe: [`_INBOX_${service}.>`, subjects.callsOf(service), subjects.refused(service)],
  };
}
