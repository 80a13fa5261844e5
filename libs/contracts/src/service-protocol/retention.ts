const DAY_MS = 24 * 3_600_000;

/** The operator's cap: no notification is kept longer, whatever its receiver declares. */
export const RETENTION_MS_MAX = 30 * DAY_MS;
/** The engine counts the life of a message in seconds. */
const RETENTION_MS_MIN = 1_000;

/** How long the notifications of a service are kept: the lesser of its declaration and the cap. */
export function retentionMsOf(declared: { readonly retentionMs?: number }): number {
  const { retentionMs = RETENTION_MS_MAX } = declared;
  return Math.min(RETENTION_MS_MAX, Math.max(RETENTION_MS_MIN, retentionMs));
}
