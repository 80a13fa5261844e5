/** Changes remembered one by one: more than there are between a look at the log and a match. */
const RECENT_MAX = 1_024;

/** By id, the sequence of the last fact of each: which of them are younger than a place in the log. */
export class LastChanges {
  readonly #last = new Map<string, number>();
  #recent: { readonly id: string; readonly sequence: number }[] = [];
  /** Every change after this one is among the recent. */
  #complete = 0;

  /** In the order of the log. */
  set(id: string, sequence: number): void {
    this.#last.set(id, sequence);
    this.#recent.push({ id, sequence });
    if (this.#recent.length < 2 * RECENT_MAX) return;
    const dropped = this.#recent.splice(0, RECENT_MAX);
    this.#complete = dropped.at(-1)?.sequence ?? this.#complete;
  }

  /** Has it changed after this sequence? */
  isYounger(id: string, sequence: number): boolean {
    return (this.#last.get(id) ?? 0) > sequence;
  }

  /** All that changed after this sequence. */
  since(sequence: number): readonly string[] {
    if (sequence >= this.#complete) {
      let from = this.#recent.length;
      while (from > 0 && (this.#recent[from - 1]?.sequence ?? 0) > sequence) from--;
      return [...new Set(this.#recent.slice(from).map(({ id }) => id))];
    }
    return [...this.#last.keys()].filter((id) => this.isYounger(id, sequence));
  }
}
