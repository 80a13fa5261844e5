/**
 * What a backup holds, in the order in which it is taken: first what follows from other streams (copies,
 * then matches), then what they follow from. So nothing in it names what is not in it.
 */
export const STREAMS_IN_BACKUP = [
  'EVENTS_OUT',
  'INBOX',
  'PARKED',
  'DELIVERY',
  'EVENTS_IN',
  'SHOWN',
  'ASKS',
  'FACTS',
  'REGISTRY',
] as const;

export type StreamInBackup = (typeof STREAMS_IN_BACKUP)[number];

/** What no backup holds: built anew, over with its processes, or (KEYS) kept by KeyStore. */
export const STREAMS_NOT_IN_BACKUP = ['STATE', 'LEASES', 'CKPT', 'KV_ROWS', 'KV_KEYS'] as const;

/** Streams whose consumers are kept too: how far services are with their notifications. */
export const CONSUMERS_IN_BACKUP: ReadonlySet<StreamInBackup> = new Set(['EVENTS_OUT'] as const);

/** Streams from which nothing is ever gone: restored, they hold exactly what they held. */
export const LOG_IN_BACKUP: ReadonlySet<StreamInBackup> = new Set([
  'DELIVERY',
  'FACTS',
  'REGISTRY',
] as const);
