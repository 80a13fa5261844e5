/** One refusal of the catalogue. */
export interface RefusalEntry {
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}
