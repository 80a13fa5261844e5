import type { ParkingCode } from '@liaison/domain';

/** What the engine says of a copy it gives up. */
export interface GivenUp {
  /** The copy's sequence in EVENTS_OUT. */
  readonly sequence: number;
  readonly code: ParkingCode;
  readonly attempts: number;
}

/** The kinds of advisories that end a copy's way, by the token of their subject. */
const CODES: Readonly<Record<string, ParkingCode>> = {
  MAX_DELIVERIES: 'exhausted',
  MSG_TERMINATED: 'terminated',
};
const KIND = /^\$JS\.EVENT\.ADVISORY\.CONSUMER\.([A-Z_]+)\./;

/** Everything the engine says of the durable of a service. */
export const advisoriesOf = (durable: string): string =>
  `$JS.EVENT.ADVISORY.CONSUMER.*.EVENTS_OUT.${durable}`;

/** Reads an advisory; undefined: it gives no copy up. */
export function givenUp(subject: string, body: string): GivenUp | undefined {
  const code = CODES[KIND.exec(subject)?.[1] ?? ''];
  if (code === undefined) return undefined;
  const { stream_seq: sequence, deliveries } = JSON.parse(body) as Record<string, unknown>;
  if (!Number.isSafeInteger(sequence)) return undefined;
  return {
    sequence: sequence as number,
    code,
    attempts: Number.isSafeInteger(deliveries) ? (deliveries as number) : 0,
  };
}
