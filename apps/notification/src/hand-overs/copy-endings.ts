import { type Bus, EVENTS_OUT, type FactStore, dropCopy } from '@liaison/bus';
import {
  type KeptCopy,
  type ParkedCopy,
  copyOfName,
  crashPoint,
  decodeParkedCopy,
  deliveryCodec,
  readCopyHeaders,
  replayedName,
} from '@liaison/contracts';
import {
  type CopyStanding,
  type Decision,
  type Delivery,
  type DeliveryFact,
  type ParkingCode,
  type ServiceId,
  expireNotification,
  parkNotification,
} from '@liaison/domain';
import { expiryCommand, placeOfExpiry } from '../expiry-command.js';
import { CopyStoring, type StoringParts } from './copy-storing.js';
import type { ParkedPlaces } from './parked-places.js';
import type { Standings } from './standings.js';

const MESSAGE_ID = 'Nats-Msg-Id';

export interface EndingParts extends StoringParts {
  readonly bus: Bus;
  readonly facts: FactStore;
  readonly standings: Standings;
  readonly places: ParkedPlaces;
}

/** A copy in EVENTS_OUT, where it is still there. */
export interface PlacedCopy extends KeptCopy {
  readonly sequence: number;
}

/**
 * What ends the way of a copy, or begins it anew: each keeps the copy where it belongs next, records
 * that, then takes it from where it was. Whoever finds one half done does the rest: nothing is done twice.
 */
export class CopyEndings {
  readonly #storing: CopyStoring;

  constructor(private readonly parts: EndingParts) {
    this.#storing = new CopyStoring(parts);
  }

  /** The copy at a place of EVENTS_OUT; undefined: it is gone. */
  async at(sequence: number): Promise<PlacedCopy | undefined> {
    const message = await this.parts.bus.jsm.streams.getMessage(EVENTS_OUT, { seq: sequence });
    const name = message?.header.get(MESSAGE_ID) ?? '';
    if (message === null || name === '') return undefined;
    const copy = copyOfName(name);
    return { copy, sequence, body: message.string(), ...readCopyHeaders(message.header) };
  }

  /** Takes a copy out of its service's way. `mine` throws where that is another's to do. */
  async park(
    service: ServiceId,
    placed: PlacedCopy,
    why: Pick<ParkedCopy, 'code' | 'attempts'>,
    mine: () => void,
  ): Promise<void> {
    const { standings } = this.parts;
    const command = `park:${placed.sequence}`;
    await standings.current();
    const before = standings.of(service).of(placed.copy);
    if (before?.parked?.command !== command) {
      mine();
      const waits = before === undefined || before.is === 'replayed';
      if (waits && !(await this.#storing.park(service, { ...placed, ...why }))) return;
      crashPoint('before-ending');
      await this.#record(service, placed.copy, command, (delivery, standing) =>
        parkNotification(delivery, { copy: placed.copy, ...why }, standing),
      );
      crashPoint('after-ending');
    }
    mine();
    await dropCopy(this.parts.bus, placed.sequence);
  }

  /** Resolves once it is read what PARKED holds now. Throws `NotReached`. */
  keptCurrent(): Promise<void> {
    return this.parts.places.current();
  }

  /** Whether PARKED holds it, as far as that is read. */
  isKept(service: ServiceId, copy: string): boolean {
    return this.parts.places.of(service).has(copy);
  }

  /** Parks a copy that never was in its service's way. */
  async overflow(service: ServiceId, kept: KeptCopy): Promise<void> {
    const why: { code: ParkingCode; attempts: number } = { code: 'overflow', attempts: 0 };
    // No erasure is carried out before it is here.
    await this.#storing.parkAnyway(service, { ...kept, ...why });
    crashPoint('before-ending');
    await this.#record(service, kept.copy, `park:overflow.${kept.copy}`, (delivery, standing) =>
      parkNotification(delivery, { copy: kept.copy, ...why }, standing),
    );
  }

  /** Its retention is over. `sequence`: where it lies in EVENTS_OUT; absent: it is parked. */
  async expire(
    service: ServiceId,
    copy: string,
    sequence: number | undefined,
    mine: () => void,
  ): Promise<void> {
    const { standings, places } = this.parts;
    await Promise.all([standings.current(), places.current()]);
    mine();
    crashPoint('before-ending');
    const command = sequence === undefined ? `expire:${copy}` : expiryCommand(sequence);
    await this.#record(service, copy, command, (delivery, standing) =>
      expireNotification(delivery, { copy }, standing),
    );
    crashPoint('after-ending');
    mine();
    if (sequence !== undefined) await dropCopy(this.parts.bus, sequence);
    // Also where an owner before was about to park it.
    if (places.of(service).has(copy)) await this.dropParked(service, copy);
  }

  /**
   * Takes away what expired last, where whoever recorded that did not come to it: it may have been
   * acknowledged since, and would be left as settled.
   */
  async expireLeftOver(service: ServiceId, mine: () => void): Promise<void> {
    await this.parts.standings.current();
    const last = this.parts.standings.of(service).expired;
    const sequence = placeOfExpiry(last?.command ?? '');
    if (sequence === 0 || (await this.at(sequence))?.copy !== last?.copy) return;
    mine();
    await dropCopy(this.parts.bus, sequence);
  }

  /** What is at this place is acknowledged: it is not to be parked, whatever an owner before was about. */
  async leave(service: ServiceId, sequence: number): Promise<void> {
    const { standings, places } = this.parts;
    const placed = await this.at(sequence);
    await Promise.all([standings.current(), places.current()]);
    if (placed === undefined || standings.of(service).of(placed.copy) !== undefined) return;
    if (places.of(service).has(placed.copy)) await this.dropParked(service, placed.copy);
  }

  /** Hands a copy that is recorded as replayed over once more; no-op where that is done. */
  async handOverAgain(
    service: ServiceId,
    copy: string,
    isThere: (name: string) => Promise<boolean>,
    mine: () => void,
  ): Promise<void> {
    const { standings, places } = this.parts;
    await Promise.all([standings.current(), places.current()]);
    const ending = standings.of(service).of(copy);
    if (ending?.is !== 'replayed') return;
    const parked = await this.parkedCopy(service, copy);
    if (parked === undefined) return;
    const name = replayedName(copy, ending.revision);
    mine();
    if (!(await isThere(name)) && !(await this.#storing.handOver(service, name, parked))) return;
    crashPoint('after-ending');
    mine();
    await this.dropParked(service, copy);
  }

  /** The copy as PARKED holds it; undefined: it is gone. */
  async parkedCopy(service: ServiceId, copy: string): Promise<ParkedCopy | undefined> {
    const { bus, places } = this.parts;
    const seq = places.of(service).get(copy)?.sequences.at(-1);
    if (seq === undefined) return undefined;
    const message = await bus.jsm.streams.getMessage('PARKED', { seq });
    if (message !== null) return decodeParkedCopy(message.string(), message.header);
    places.forget(service, copy);
    return undefined;
  }

  /** What is left in PARKED of a copy that is parked no more. */
  async dropParked(service: ServiceId, copy: string): Promise<void> {
    const { bus, places } = this.parts;
    await places.current();
    for (const seq of places.of(service).get(copy)?.sequences ?? []) {
      const there = await bus.jsm.streams.getMessage('PARKED', { seq });
      if (there !== null) await bus.jsm.streams.deleteMessage('PARKED', seq);
    }
    places.forget(service, copy);
  }

  /** A copy that is settled, or was so before, is left as it is. */
  async #record(
    service: ServiceId,
    copy: string,
    command: string,
    decide: (delivery: Delivery, standing: CopyStanding) => Decision<DeliveryFact>,
  ): Promise<void> {
    const { facts, standings, places } = this.parts;
    const outcome = await facts.execute(
      deliveryCodec,
      { kind: 'delivery', service },
      { command, actor: 'app/notification', correlation: copy },
      async ({ state, last }) => {
        if (last !== undefined) await standings.until(last.sequence);
        const is = places.isErased(copy) ? 'erased' : standings.of(service).of(copy)?.is;
        return decide(state, standingOf(is));
      },
    );
    if ('unknown' in outcome) throw new Error(`it is not known whether ${command} is stored`);
    if (!('refused' in outcome)) return;
    const { code } = outcome.refused;
    if (code !== 'settled') throw new Error(`${command} is refused: ${code}`);
  }
}

/** Of a copy that is known to be there: one of which nothing is recorded waits. */
function standingOf(is: 'parked' | 'replayed' | 'expired' | 'erased' | undefined): CopyStanding {
  return is === undefined || is === 'replayed' ? 'pending' : is;
}
