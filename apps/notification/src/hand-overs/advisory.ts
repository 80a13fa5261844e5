import { EVENTS_OUT } from '@liaison/bus';
import type { ParkingCode } from '@liaison/domain';

/** What the engine says of a copy that its service did not acknowledge. */
export interface Advisory {
  /** The copy's place in EVENTS_OUT. */
  readonly sequence: number;
  /** Given up, or sent back to come again at once. */
  readonly told: ParkingCode | 'sent-back';
  readonly attempts: number;
}

/** The kinds of advisories that matter here, by the token of their subject. */
const KINDS: Readonly<Record<string, Advisory['told']>> = {
  MAX_DELIVERIES: 'exhausted',
  MSG_TERMINATED: 'terminated',
  MSG_NAKED: 'sent-back',
};
const KIND = /^\$JS\.EVENT\.ADVISORY\.CONSUMER\.([A-Z_]+)\./;

/** Everything the engine says of the durable of a service. */
export const advisoriesOf = (durable: string): string =>
  `$JS.EVENT.ADVISORY.CONSUMER.*.${EVENTS_OUT}.${durable}`;

/** Reads an advisory; undefined: it is about no single copy. */
export function readAdvisory(subject: string, body: string): Advisory | undefined {
  const told = KINDS[KIND.exec(subject)?.[1] ?? ''];
  if (told === undefined) return undefined;
  const { stream_seq: sequence, deliveries } = JSON.parse(body) as Record<string, unknown>;
  if (!Number.isSafeInteger(sequence)) return undefined;
  return {
    sequence: sequence as number,
    told,
    attempts: Number.isSafeInteger(deliveries) ? (deliveries as number) : 0,
  };
}
