import {
  BUS,
  type Bus,
  EVENTS_OUT,
  acknowledgedPlace,
  acknowledgementsOf,
  readToEnd,
} from '@liaison/bus';
import { copyOfName } from '@liaison/contracts';
import type { CopyStanding, ServiceId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';
import { ParkedPlaces } from './parked-places.js';
import { Standings } from './standings.js';

/** How it stands with any copy of a service, looked for in the streams where no fact says it. */
@Injectable()
export class Whereabouts {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly standings: Standings,
    private readonly places: ParkedPlaces,
  ) {}

  async of(service: ServiceId, copy: string): Promise<CopyStanding> {
    await Promise.all([this.standings.current(), this.places.current()]);
    if (this.places.isErased(copy)) return 'erased';
    const ending = this.standings.of(service).of(copy);
    if (ending?.is === 'parked' || ending?.is === 'expired') return ending.is;
    const place = await this.#place(service, copy);
    if (place === undefined) return ending === undefined ? 'unknown' : 'pending';
    return (await this.#isAcknowledged(service, place)) ? 'acknowledged' : 'pending';
  }

  /** The last one: it may have been handed over more than once. */
  async #place(
    service: ServiceId,
    copy: string,
  ): Promise<{ readonly sequence: number; readonly sinceMs: number } | undefined> {
    let found: { readonly sequence: number; readonly sinceMs: number } | undefined;
    const filter = this.bus.subjects.eventsOut(service);
    const copies = { stream: EVENTS_OUT, filter, from: 1, headersOnly: true } as const;
    await readToEnd(this.bus, copies, ({ headers, seq: sequence, time }) => {
      const name = headers?.get('Nats-Msg-Id') ?? '';
      if (copyOfName(name) === copy) found = { sequence, sinceMs: time.getTime() };
    });
    return found;
  }

  async #isAcknowledged(
    service: ServiceId,
    { sequence, sinceMs }: { readonly sequence: number; readonly sinceMs: number },
  ): Promise<boolean> {
    let isIt = false;
    const filter = acknowledgementsOf(service);
    await readToEnd(this.bus, { stream: 'DELIVERY', filter, from: { sinceMs } }, (message) => {
      isIt = acknowledgedPlace(message.string()) === sequence;
      return isIt;
    });
    return isIt;
  }
}
