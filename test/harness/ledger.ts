const BUCKET_MS = 100;

/** What a load has sent, and what it was told: every command is in exactly one of its places. */
export class Ledger {
  /** Distinct commands, by id. */
  readonly sent = new Set<string>();
  /** How often a command was sent again. */
  repeats = 0;
  /** What was acknowledged must be in the log. */
  readonly accepted = new Set<string>();
  /** With the refusal's code: such a command has left nothing. */
  readonly refused = new Map<string, string>();
  /** Commands that were at least once not answered, and are sent again until they are. */
  readonly unsure = new Set<string>();
  /** Accepted as having changed nothing; the load only sends what changes something. With the method. */
  readonly unchanged = new Map<string, string>();
  /** Ids of connections that were acknowledged. */
  readonly connections = new Set<string>();
  /** What was wrong with frames received: a gap in their count. */
  readonly faults: string[] = [];
  private readonly perBucket = new Map<number, number>();

  /** Commands nobody has answered yet. */
  get open(): number {
    return this.sent.size - this.accepted.size - this.refused.size;
  }

  send(command: string): void {
    this.sent.add(command);
  }

  accept(command: string, method: string, changed: boolean): void {
    this.accepted.add(command);
    if (!changed)
      this.unchanged.set(command, `${method}${this.unsure.has(command) ? ' again' : ''}`);
    const bucket = Math.floor(performance.now() / BUCKET_MS);
    this.perBucket.set(bucket, (this.perBucket.get(bucket) ?? 0) + 1);
  }

  refuse(command: string, code: string): void {
    this.refused.set(command, code);
  }

  /** Accepted commands a second, over the last so many milliseconds. */
  rate(overMs: number): number {
    const now = Math.floor(performance.now() / BUCKET_MS);
    let count = 0;
    for (let bucket = now - overMs / BUCKET_MS; bucket < now; bucket++) {
      count += this.perBucket.get(bucket) ?? 0;
    }
    return (count * 1_000) / overMs;
  }

  /** Refusals by their codes: `{unavailable: 12}`. */
  refusals(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const code of this.refused.values()) counts[code] = (counts[code] ?? 0) + 1;
    return counts;
  }
}
