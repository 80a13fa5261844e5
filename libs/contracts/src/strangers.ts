import type { UserId } from '@liaison/domain';

/** Request on `liaison.strangers.<p>.<user>`: the user asks about somebody who is no contact. */
export interface StrangerQuestion {
  readonly about: UserId;
}

/** Its answer: 0, and it has been counted, or milliseconds after which it may be asked again. */
export interface StrangerAnswer {
  readonly waitMs: number;
}
