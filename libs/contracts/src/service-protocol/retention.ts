/** The engine counts the life of a message in seconds. */
const RETENTION_MS_MIN = 1_000;

/** How long the notifications of a service are kept: the lesser of its declaration and the operator's cap. */
export function retentionMsOf(declared: { readonly retentionMs?: number }, capMs: number): number {
  const { retentionMs = capMs } = declared;
  return Math.min(capMs, Math.max(RETENTION_MS_MIN, retentionMs));
}
