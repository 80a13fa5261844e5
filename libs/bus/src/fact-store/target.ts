import {
  type AggregateName,
  type FactStream,
  type Subjects,
  factStreamOf,
  partitionKey,
} from '@liaison/contracts';

/** One aggregate with the names it has. */
export interface Target {
  readonly aggregate: AggregateName;
  /** Where its facts lie. */
  readonly stream: FactStream;
  /** Its subject in NATS: guard and history. */
  readonly subject: string;
  /** Its name in envelopes: `profile.alice`. */
  readonly name: string;
  /** Whose key seals its boxes; of a service, whose facts have none, its id. */
  readonly user: string;
}

export function targetOf(subjects: Subjects, aggregate: AggregateName): Target {
  return {
    aggregate,
    stream: factStreamOf(aggregate.kind),
    subject: subjects.fact(aggregate),
    name: subjects.factName(aggregate),
    user: partitionKey(aggregate),
  };
}
