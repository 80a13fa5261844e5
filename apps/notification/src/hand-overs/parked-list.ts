import { type ParkedCopy, type ParkedNotification } from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import { Injectable } from '@nestjs/common';
import { HandOvers } from './hand-overs.js';
import { ParkedPlaces } from './parked-places.js';
import { type CopyEnding, Standings } from './standings.js';

/** One parked notification, and where it stands among the facts of its service. */
interface Listed {
  readonly service: ServiceId;
  readonly copy: string;
  readonly ending: CopyEnding;
}

/** What is parked, as an operator is shown it. */
@Injectable()
export class ParkedList {
  constructor(
    private readonly standings: Standings,
    private readonly places: ParkedPlaces,
    private readonly handOvers: HandOvers,
  ) {}

  /** Resolves once all that is recorded now is known. Throws `NotReached`. */
  async current(): Promise<void> {
    await Promise.all([this.standings.current(), this.places.current()]);
  }

  /** By service, then as they were parked; `after`: behind this place, as `placeOf` names it. */
  after(services: readonly ServiceId[], after: string | undefined): readonly Listed[] {
    const [last = '', revision = '0'] = after?.split('.') ?? [];
    return services.toSorted().flatMap((service) => {
      if (service < last) return [];
      const from = service === last ? Number(revision) : 0;
      return [...this.standings.of(service).parked].flatMap(([copy, ending]) =>
        ending.revision > from && !this.places.isErased(copy) ? [{ service, copy, ending }] : [],
      );
    });
  }

  /** With the copy itself; undefined: it is parked no more. */
  async shown({
    service,
    copy,
    ending,
  }: Listed): Promise<
    { readonly item: ParkedNotification; readonly parked: ParkedCopy } | undefined
  > {
    const parked = await this.handOvers.endings.parkedCopy(service, copy);
    if (parked === undefined || ending.parked === undefined) return undefined;
    const { code, attempts } = ending.parked;
    const event = JSON.parse(parked.body) as Record<'id' | 'type' | 'service', string>;
    const said = { from: event.service, type: event.type, event: event.id };
    return { item: { service, copy, code, attempts, at: ending.time, ...said }, parked };
  }

  /** Undefined: it is not parked. */
  find(service: ServiceId, copy: string): Listed | undefined {
    const ending = this.standings.of(service).parked.get(copy);
    return ending === undefined || this.places.isErased(copy)
      ? undefined
      : { service, copy, ending };
  }
}

/** Where a page ends that ends with this one. */
export const placeOf = ({ service, ending }: Listed): string => `${service}.${ending.revision}`;
