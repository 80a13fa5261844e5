/** A fact as the log says it, its box opened: the only thing the reference model reads. */
export interface RawFact {
  /** `liaison.profile.mode-activated.v1` */
  readonly type: string;
  /** `profile.alice` */
  readonly subject: string;
  readonly id: string;
  readonly time: string;
  readonly revision: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** What the box holds; `erased`: its key is gone. */
  readonly box?: Readonly<Record<string, unknown>> | 'erased';
}
