import type { Decision } from '../words.js';
import type { DeliveryFact, ParkingCode } from './facts.js';
import type { CopyStanding, Delivery } from './state.js';

type Decided = Decision<DeliveryFact>;
interface OfCopy {
  readonly copy: string;
}

const unknown = { refused: 'unknown-notification', field: '/copy' } as const;
/** No fact says so: the engine's metrics do, and what an erasure leaves. */
const OF_THE_LEDGER: ReadonlySet<CopyStanding> = new Set<CopyStanding>(['acknowledged', 'erased']);
const settled = { refused: 'settled', field: '/copy' } as const;

/** Takes a copy out of the service's way, to be replayed. `standing` is the ledger's word. */
export function parkNotification(
  delivery: Delivery,
  command: OfCopy & { readonly code: ParkingCode; readonly attempts: number },
  standing: CopyStanding,
): Decided {
  const { copy, code, attempts } = command;
  switch (standingOf(delivery, copy, standing)) {
    case 'unknown':
      return unknown;
    case 'acknowledged':
    case 'expired':
    case 'erased':
      return settled;
    case 'parked':
      return { unchanged: true };
    case 'pending':
      return { fact: { type: 'NotificationParked', copy, code, attempts } };
  }
}

/** Hands a parked copy over once more. */
export function replayNotification(
  delivery: Delivery,
  command: OfCopy,
  standing: CopyStanding,
): Decided {
  const { copy } = command;
  switch (standingOf(delivery, copy, standing)) {
    case 'unknown':
      return unknown;
    case 'acknowledged':
    case 'expired':
    case 'erased':
      return settled;
    case 'pending':
      return delivery.last?.copy === copy
        ? { unchanged: true }
        : { refused: 'not-parked', field: '/copy' };
    case 'parked':
      return { fact: { type: 'NotificationReplayed', copy } };
  }
}

/** Its retention is over: nobody is handed it any more. */
export function expireNotification(
  delivery: Delivery,
  command: OfCopy,
  standing: CopyStanding,
): Decided {
  const { copy } = command;
  switch (standingOf(delivery, copy, standing)) {
    case 'unknown':
      return unknown;
    case 'acknowledged':
    case 'erased':
      return settled;
    case 'expired':
      return { unchanged: true };
    case 'pending':
    case 'parked':
      return { fact: { type: 'NotificationExpired', copy } };
  }
}

/** The last fact knows better than a ledger that has not read it yet, but for what no fact says. */
function standingOf(delivery: Delivery, copy: string, standing: CopyStanding): CopyStanding {
  if (delivery.last?.copy !== copy || OF_THE_LEDGER.has(standing)) return standing;
  return delivery.last.is === 'replayed' ? 'pending' : delivery.last.is;
}
