import { jetstreamManager } from '@nats-io/jetstream';
import type { System } from './system.js';

/** A fact as it lies in the log: a CloudEvents 1.0 envelope and where it lies. */
export interface StoredFact {
  readonly type: string;
  readonly subject: string;
  readonly id: string;
  readonly revision: number;
  readonly time: string;
  readonly command?: string;
  readonly actor?: string;
  readonly previous?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly sealed?: string;
  readonly sequence: number;
}

/** All facts of one aggregate (`profile.alice`), oldest first, as an operator reads the log. */
export async function historyOf(system: System, aggregate: string): Promise<StoredFact[]> {
  const jsm = await jetstreamManager(system.operator);
  const next_by_subj = `liaison.facts.*.${aggregate}`;
  const facts: StoredFact[] = [];
  for (let seq = 1; ;) {
    const message = await jsm.direct.getMessage('FACTS', { seq, next_by_subj });
    if (message === null) return facts;
    facts.push({ ...message.json<StoredFact>(), sequence: message.seq });
    seq = message.seq + 1;
  }
}
