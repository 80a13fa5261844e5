import {
  type Fact,
  type JsonObject,
  asVersion,
  buildFact,
  checkBox,
  checkFact,
  commandMs,
  encodeFact,
  factBytesMaxOf,
  factId,
  sealBox,
  versionKnown,
} from '@liaison/contracts';
import type { Fault } from '@liaison/domain';
import { FactMalformed } from '../errors.js';
import type { CommandContext, Current, UserKey } from '../ports.js';
import { expecting } from '../requests/append.js';
import { documentsAfter } from './documents.js';
import type { FactMessage } from './fact-appender.js';
import type { Aggregate, Head } from './heads.js';
import type { OwnFact } from './own-facts.js';
import type { VersionsWritten } from './versions-written.js';
import { DOCUMENTS_HEADER, PREVIOUS_HEADER, TYPE_HEADER } from './stored-fact.js';

/** A W3C trace context: nothing else may get into a header. */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A fact to be appended, and what it will be once it is stored. */
export interface NewFact<F, S> {
  readonly message: FactMessage;
  readonly own: OwnFact;
  /** The head it makes, given its sequence. */
  head(sequence: number): Head<F, S>;
}

/** Who appends, for whom and on what state. */
export interface Draft<F, S> extends Aggregate<F, S> {
  readonly app: string;
  readonly context: CommandContext;
  readonly current: Current<F, S>;
  /** The key to seal with, asked for only where the fact has a box. */
  key(): Promise<UserKey>;
  /** Which version of a type may be written; absent: the one there is. */
  readonly versions?: Pick<VersionsWritten, 'of'>;
}

/**
 * Makes the envelope, its box and headers. Answers undefined where it is larger than its type may be.
 * Throws `FactMalformed` where it breaks its own schema: a bug of ours.
 */
export async function newFact<F, S>(
  draft: Draft<F, S>,
  fact: F,
): Promise<NewFact<F, S> | undefined> {
  const { codec, current } = draft;
  const revision = (current.last?.envelope.revision ?? 0) + 1;
  const today = encode(draft, fact, revision);
  refuseFaults(today.bare.type, checkBox(today.bare.type, today.box));
  const checked = await sealed(draft, today);
  refuseFaults(today.bare.type, checkFact(checked));
  const written = await asMayBeWritten(draft, today);
  const { bare, box, after, said } = written;
  const envelope = written === today ? checked : await sealed(draft, written);
  const body = Buffer.from(encodeFact(envelope));
  if (body.length > factBytesMaxOf(bare.type)) return undefined;
  const documents =
    codec.kind === 'profile'
      ? documentsAfter(current.state as object, current.documents, after as object, revision)
      : [];
  return {
    message: { subject: draft.target.subject, body, headers: headers(draft, bare, documents) },
    own: { aggregate: draft.target.aggregate, envelope, box, body, bytes: body.length },
    head: (sequence) => ({
      stored: {
        envelope: bare,
        sequence,
        recorded: bare.time,
        previousSequence: current.last?.sequence,
        documents: documents.map((place) => (place === 0 ? sequence : place)),
        bytes: body.length,
      },
      written: { envelope: bare, fact: said, head: after, sequence, recorded: bare.time },
      bytes: body.length,
    }),
  };
}

/** A fact before it is sealed. */
interface Encoded<F, S> {
  /** `terminal.connected` */
  readonly type: string;
  readonly bare: Fact;
  readonly box: JsonObject | undefined;
  /** What it says, and the head it makes, for whoever reads it. */
  readonly said: F;
  readonly after: S;
}

async function sealed<F, S>(
  draft: Draft<F, S>,
  { bare, box }: Pick<Encoded<F, S>, 'bare' | 'box'>,
): Promise<Fact> {
  return box === undefined ? bare : { sealed: sealBox(await draft.key(), bare, box), ...bare };
}

/** As of the version that may be written: what it says then is what is read back. */
async function asMayBeWritten<F, S>(
  { codec, versions }: Draft<F, S>,
  today: Encoded<F, S>,
): Promise<Encoded<F, S>> {
  const { type, bare, box } = today;
  const version = (await versions?.of(type)) ?? versionKnown(type);
  if (version === versionKnown(type)) return today;
  const older = asVersion(type, version, { data: bare.data, box });
  const { fact: said, head: after } = codec.decode(older.type, older.data, older.box);
  const envelope: Fact = { ...bare, type: older.type, data: older.data };
  return { type, bare: envelope, box: older.box, said, after };
}

function encode<F, S>(draft: Draft<F, S>, fact: F, revision: number): Encoded<F, S> {
  const { codec, context, current, target, app } = draft;
  const stamp = {
    // Hashed only by a fold that looks at it; the envelope makes its own.
    get id() {
      return factId(commandMs(context.command), target.name, context.command);
    },
    time: current.now,
    revision,
  };
  const after = codec.evolve(current.state, fact, stamp);
  const { type, data, box } = codec.encode(fact, after);
  const bare = buildFact({
    app,
    type,
    subject: target.name,
    time: current.now,
    revision,
    previous: current.last?.envelope.id,
    command: context.command,
    actor: context.actor,
    causation: context.causation,
    correlation: context.correlation,
    data,
  });
  return { type, bare, after, box, said: fact };
}

function headers<F, S>(draft: Draft<F, S>, bare: Fact, documents: readonly number[]) {
  const { last } = draft.current;
  const { traceparent } = draft.context;
  const values: Record<string, string> = {
    'Nats-Msg-Id': bare.id,
    [TYPE_HEADER]: bare.type,
  };
  if (last !== undefined) values[PREVIOUS_HEADER] = String(last.sequence);
  if (documents.length > 0) values[DOCUMENTS_HEADER] = documents.join(',');
  if (traceparent !== undefined && TRACEPARENT.test(traceparent)) {
    values['traceparent'] = traceparent;
  }
  return expecting(last?.sequence ?? 0, values);
}

function refuseFaults(type: string, faults: readonly Fault[]): void {
  const [first] = faults;
  if (first !== undefined) {
    throw new FactMalformed(`a ${type} of ours is malformed: ${first.field} ${first.message}`);
  }
}
