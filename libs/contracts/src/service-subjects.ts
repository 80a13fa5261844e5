import { isEventType } from '@liaison/domain';
import { fnv1a32 } from './partition.js';
import { BadToken, ID_CHARS_MAX, idToken, isId } from './tokens.js';

/** What a service may ask for on `liaison.service.<svc>.<verb>`. */
export const serviceVerbs = ['connect', 'alive', 'disconnect', 'declare', 'query'] as const;
export type ServiceVerb = (typeof serviceVerbs)[number];

const SERVICE = "a service's id";

/** The subjects of services and their events; see `Subjects`. */
export class ServiceSubjects {
  constructor(
    readonly prefix: string,
    readonly partitions: number,
  ) {
    idToken(prefix, ID_CHARS_MAX, 'a prefix');
    if (!Number.isInteger(partitions) || partitions < 1) {
      throw new BadToken('a number of partitions', String(partitions));
    }
  }

  /** The partition of a user, or of a service. */
  partitionOf(id: string): number {
    return fnv1a32(id) % this.partitions;
  }

  /** `liaison.service.telephony.connect` */
  serviceRequest(service: string, verb: ServiceVerb): string {
    if (!serviceVerbs.includes(verb)) throw new BadToken("a service's verb", verb);
    return `${this.of('service', service)}.${verb}`;
  }

  /** `liaison.service.*.*` */
  serviceRequests(): string {
    return `${this.prefix}.service.*.*`;
  }

  /** Who asks for what; undefined where it is no request of a service. */
  parseServiceRequest(
    subject: string,
  ): { readonly service: string; readonly verb: ServiceVerb } | undefined {
    const [service, word, ...rest] = this.after('service', subject);
    const verb = serviceVerbs.find((one) => one === word);
    if (verb === undefined || rest.length > 0 || !isId(service)) return undefined;
    return { service, verb };
  }

  /** `liaison.events.in.telephony.call-missed` */
  eventsIn(service: string, type: string): string {
    if (!isEventType(type)) throw new BadToken("an event's type", type);
    return `${this.of('events.in', service)}.${type}`;
  }

  /** `liaison.events.in.telephony.>` */
  eventsInOf(service: string): string {
    return `${this.of('events.in', service)}.>`;
  }

  /** The sender and type of an event; undefined where the subject is none's. */
  parseEventIn(subject: string): { readonly service: string; readonly type: string } | undefined {
    const [service, ...tokens] = this.after('events.in', subject);
    const type = tokens.join('.');
    return isId(service) && isEventType(type) ? { service, type } : undefined;
  }

  /** `liaison.events.out.telephony` */
  eventsOut(service: string): string {
    return this.of('events.out', service);
  }

  /** `liaison.call.telephony.<nonce>` */
  call(service: string, nonce: string): string {
    return `${this.of('call', service)}.${idToken(nonce, ID_CHARS_MAX, 'a nonce')}`;
  }

  /** `liaison.call.telephony.>` */
  callsOf(service: string): string {
    return `${this.of('call', service)}.>`;
  }

  /** `liaison.refused.telephony` */
  refused(service: string): string {
    return this.of('refused', service);
  }

  /** `liaison.parked.service.telephony` */
  parkedService(service: string): string {
    return this.of('parked.service', service);
  }

  /** `liaison.parked.service.*` */
  parkedServices(): string {
    return `${this.prefix}.parked.service.*`;
  }

  /** `liaison.leases.service.telephony.<connection>` */
  serviceLease(service: string, connection: string): string {
    const id = idToken(connection, ID_CHARS_MAX, 'a connection');
    return `${this.of('leases.service', service)}.${id}`;
  }

  /** `liaison.leases.service.*.*` */
  serviceLeases(): string {
    return `${this.prefix}.leases.service.*.*`;
  }

  /** `liaison.ckpt.parking.<p>.<svc>` */
  serviceCheckpoint(projector: string, service: string): string {
    const name = idToken(projector, ID_CHARS_MAX, 'a projector');
    return this.of(`ckpt.${name}.${this.partitionOf(service)}`, service);
  }

  /** `liaison.facts.*.selection.*` */
  selectionsAll(): string {
    return `${this.prefix}.facts.*.selection.*`;
  }

  /** `liaison.facts.*.account.*` */
  accountsAll(): string {
    return `${this.prefix}.facts.*.account.*`;
  }

  /** `liaison.registry.*` */
  registryAll(): string {
    return `${this.prefix}.registry.*`;
  }

  /** `liaison.events.in.>` */
  eventsInAll(): string {
    return `${this.prefix}.events.in.>`;
  }

  /** `liaison.matched.*` */
  matchedAll(): string {
    return `${this.prefix}.matched.*`;
  }

  /** `liaison.delivery.*`: what becomes of services' copies. */
  deliveryAll(): string {
    return `${this.prefix}.delivery.*`;
  }

  private of(words: string, service: string): string {
    return `${this.prefix}.${words}.${idToken(service, ID_CHARS_MAX, SERVICE)}`;
  }

  /** The tokens after these words; none where the subject begins otherwise. */
  private after(words: string, subject: string): readonly string[] {
    const head = `${this.prefix}.${words}.`;
    return subject.startsWith(head) ? subject.slice(head.length).split('.') : [];
  }
}
