import {
  type AggregateName,
  BadFact,
  type EngineTimes,
  type Fact,
  type JsonObject,
  type Subjects,
  commandMs,
  factId,
  openBox,
  parseFact,
  partitionKey,
} from '@liaison/contracts';
import type { Instant } from '@liaison/domain';
import type { JsMsg } from '@nats-io/jetstream';
import type { ProjectedFact, UserKey } from '../ports.js';

/** A fact of the log, its box still shut. */
export interface ShutFact {
  readonly aggregate: AggregateName;
  readonly envelope: Fact;
  /** Of a fact of our own, whose box need not be opened. */
  readonly box?: JsonObject | undefined;
  readonly message: JsMsg;
}

/**
 * Reads a message of FACTS. Throws `BadFact` where it is no fact, lies on a subject that is not its
 * own, or has an id that its command does not make: somebody changed the log by hand.
 */
export function readFact(subjects: Subjects, message: JsMsg): ShutFact {
  const aggregate = subjects.parseFact(message.subject);
  if (aggregate === undefined) throw new BadFact(`${message.subject} is no subject of a fact`);
  const { buffer, byteOffset, length } = message.data;
  const body = Buffer.from(buffer, byteOffset, length).toString('utf8');
  const envelope = parseFact(body, subjects.factName(aggregate));
  const { id, command, subject, sealed } = envelope;
  if (sealed !== undefined && typeof sealed !== 'string') throw new BadFact(`${subject}: no box`);
  // A box opens under its own id alone: only where there is none the id is made again.
  if (sealed === undefined && id !== factId(commandMs(command), subject, command)) {
    throw new BadFact(`${subject}: its id was not made from its command`);
  }
  return { aggregate, envelope, message };
}

/** Opens a fact's box with the key of the user on whose subject it lies. Throws `BoxDoesNotOpen`. */
export function openFact(
  shut: ShutFact,
  key: UserKey | 'erased' | undefined,
  times: EngineTimes,
): ProjectedFact {
  const box = key === 'erased' ? key : (shut.box ?? boxOf(shut.envelope, key));
  return new OpenFact(shut, box, times);
}

/** Whose key opens the box of a fact of this aggregate. */
export const keyOwner = (aggregate: AggregateName): string => partitionKey(aggregate);

function boxOf(envelope: Fact, key: UserKey | undefined): JsonObject | undefined {
  if (envelope.sealed === undefined || key === undefined) return undefined;
  return openBox(key, envelope, envelope.sealed);
}

/** The time is made into text only where somebody asks for it. */
class OpenFact implements ProjectedFact {
  readonly aggregate: AggregateName;
  readonly envelope: Fact;
  readonly sequence: number;
  private readonly message: JsMsg;

  constructor(
    shut: ShutFact,
    readonly box: JsonObject | 'erased' | undefined,
    private readonly times: EngineTimes,
  ) {
    this.aggregate = shut.aggregate;
    this.envelope = shut.envelope;
    this.message = shut.message;
    this.sequence = shut.message.seq;
  }

  get recorded(): Instant {
    return new Date(this.times.fromEngine(this.message.time.getTime())).toISOString();
  }
}
