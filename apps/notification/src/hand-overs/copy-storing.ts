import { type Bus, EVENTS_OUT, append, headersOf, wipeMessage } from '@liaison/bus';
import {
  COPY_TTL_HEADER,
  type Clock,
  type KeptCopy,
  type ParkedCopy,
  copyHeaders,
  copyTtl,
  encodeParkedCopy,
} from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import type { Folds } from '../in-force/folds.js';

const APPEND_TIMEOUT_MS = 5_000;

export interface StoringParts {
  readonly bus: Pick<Bus, 'requests' | 'subjects'>;
  readonly clock: Clock;
  /** The accounts, and who is erased. */
  readonly folds: Pick<Folds, 'accounts' | 'isErased'>;
}

/**
 * Stores a copy where it belongs next, unless the user it is about is erased. An erasure looks for what
 * is there and does not see what is stored after: so it is asked for before and after.
 */
export class CopyStoring {
  constructor(private readonly parts: StoringParts) {}

  /** False: what is where the copy was goes with its user. */
  async handOver(service: ServiceId, name: string, copy: KeptCopy): Promise<boolean> {
    if (await this.#isOfErased(copy)) return false;
    const { bus, clock } = this.parts;
    const leftMs = copy.expiresMs - clock.ms();
    const headers = {
      'Nats-Msg-Id': name,
      ...copyHeaders(copy),
      ...(Number.isFinite(leftMs) ? { [COPY_TTL_HEADER]: copyTtl(leftMs) } : {}),
    };
    const sequence = await this.#store(bus.subjects.eventsOut(service), copy.body, headers);
    return !(await this.#isWiped(EVENTS_OUT, sequence, copy));
  }

  /** False: as `handOver` says. */
  async park(service: ServiceId, copy: ParkedCopy): Promise<boolean> {
    if (await this.#isOfErased(copy)) return false;
    const sequence = await this.parkAnyway(service, copy);
    return !(await this.#isWiped('PARKED', sequence, copy));
  }

  /** Resolves with its place. */
  parkAnyway(service: ServiceId, copy: ParkedCopy): Promise<number> {
    const { body, headers } = encodeParkedCopy(copy);
    return this.#store(this.parts.bus.subjects.parkedService(service), body, headers);
  }

  async #isWiped(stream: string, sequence: number, copy: KeptCopy): Promise<boolean> {
    if (!(await this.#isOfErased(copy))) return false;
    await wipeMessage(this.parts.bus, stream, sequence);
    return true;
  }

  async #isOfErased({ about }: KeptCopy): Promise<boolean> {
    if (about === undefined) return false;
    const { folds } = this.parts;
    await folds.accounts.current();
    return folds.isErased(about);
  }

  async #store(
    subject: string,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<number> {
    const message = { subject, body: Buffer.from(body), headers: headersOf(headers) };
    const stored = await append(this.parts.bus.requests, message, APPEND_TIMEOUT_MS);
    if (stored !== 'conflict') return stored.sequence;
    throw new Error(`${subject} answers a guard nobody asked for`);
  }
}
