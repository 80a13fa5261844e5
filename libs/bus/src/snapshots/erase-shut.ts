import { type Clock, accountCodec, accountOfShut, uuidV7 } from '@liaison/contracts';
import { type AccountFact, type Account, type UserId, eraseUser } from '@liaison/domain';
import type { Bus } from '../connection.js';
import { FactMalformed } from '../errors.js';
import { FactAppender } from '../fact-store/fact-appender.js';
import { FactReader } from '../fact-store/fact-reader.js';
import { newFact } from '../fact-store/new-fact.js';
import { VersionsWritten } from '../fact-store/versions-written.js';
import { targetOf } from '../fact-store/target.js';
import type { Current } from '../ports.js';
import { SnapshotFailed } from './engine-call.js';

/**
 * Appends `UserErased` to an account whose key is gone already, if it does not say so yet: auth carries
 * the erasure through as soon as it runs. Answers whether it was appended; a user this log has never
 * heard of stays unheard of.
 */
export async function eraseShut(
  bus: Pick<Bus, 'requests' | 'subjects' | 'jsm'>,
  clock: Clock,
  user: UserId,
  actor: string,
): Promise<boolean> {
  const target = targetOf(bus.subjects, { kind: 'account', user });
  const stored = await new FactReader(bus, clock).lastByLeader(target);
  if (stored === undefined) return false;
  const { sealed: _, ...envelope } = stored.envelope;
  const state = accountOfShut(envelope);
  const decision = eraseUser(state, { by: 'operator' });
  if (!('fact' in decision)) return false;
  const now = clock.now();
  const { sequence, recorded } = stored;
  const current: Current<AccountFact, Account> = {
    state,
    last: { envelope, fact: decision.fact, head: state, sequence, recorded },
    now: envelope.time > now ? envelope.time : now,
    documents: [],
    read: () => Promise.reject(new FactMalformed('an account has no documents')),
  };
  const made = await newFact(
    {
      codec: accountCodec,
      target,
      context: { command: uuidV7(clock.ms()), actor, correlation: uuidV7(clock.ms()) },
      current,
      app: 'auth',
      versions: new VersionsWritten(bus),
      key: () => Promise.reject(new FactMalformed('of an erased user nothing is sealed')),
    },
    decision.fact,
  );
  const outcome = made === undefined ? undefined : await new FactAppender(bus).append(made.message);
  if (outcome !== undefined && 'stored' in outcome) return true;
  throw new SnapshotFailed(`the erasure of ${user} cannot be written to FACTS`);
}
