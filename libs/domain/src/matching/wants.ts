import type { ServiceId } from '../registry/declaration.js';
import type { Registry } from '../registry/state.js';

/** Who wants which type, over all services: an event looks at those alone that want it. */
export class Wants {
  private readonly byType = new Map<string, Map<ServiceId, true | ReadonlySet<ServiceId>>>();
  private readonly typesOf = new Map<ServiceId, readonly string[]>();

  /** Takes what a service wants from now on; one that is not registered wants nothing. */
  set(service: ServiceId, registry: Registry): void {
    for (const type of this.typesOf.get(service) ?? []) this.byType.get(type)?.delete(service);
    this.typesOf.delete(service);
    if (registry.status !== 'registered' || registry.declaration === undefined) return;
    const types = new Set<string>();
    for (const { type, from } of registry.declaration.wants) {
      types.add(type);
      this.add(type, service, from);
    }
    this.typesOf.set(service, [...types]);
  }

  /** Services that want this type of this sender, sorted; never the sender itself. */
  of(type: string, sender: ServiceId): readonly ServiceId[] {
    const found: ServiceId[] = [];
    for (const [service, from] of this.byType.get(type) ?? []) {
      if (service !== sender && (from === true || from.has(sender))) found.push(service);
    }
    return found.sort();
  }

  private add(type: string, service: ServiceId, from: ServiceId | undefined): void {
    const wanting = this.byType.get(type) ?? new Map<ServiceId, true | ReadonlySet<ServiceId>>();
    this.byType.set(type, wanting);
    const before = wanting.get(service);
    if (before === true) return;
    wanting.set(service, from === undefined ? true : new Set([...(before ?? []), from]));
  }
}
