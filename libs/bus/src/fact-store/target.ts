import type { AggregateName, Subjects } from '@liaison/contracts';

/** One aggregate with the names it has. */
export interface Target {
  readonly aggregate: AggregateName;
  /** Its subject in NATS: guard and history. */
  readonly subject: string;
  /** Its name in envelopes: `profile.alice`. */
  readonly name: string;
  /** Whose key seals its boxes. */
  readonly user: string;
}

export function targetOf(subjects: Subjects, aggregate: AggregateName): Target {
  return {
    aggregate,
    subject: subjects.fact(aggregate),
    name: subjects.factName(aggregate),
    user: userOf(aggregate),
  };
}

/** The user on whose subject the facts lie. */
function userOf(aggregate: AggregateName): string {
  switch (aggregate.kind) {
    case 'account':
    case 'profile':
    case 'selection':
    case 'terminal':
      return aggregate.user;
    case 'consent':
      return aggregate.owner;
    case 'service-account':
      return aggregate.service;
  }
}
