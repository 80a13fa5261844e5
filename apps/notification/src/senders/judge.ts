import {
  COPY_BYTES_MAX,
  type EventFault,
  type PayloadCheck,
  type ServiceEvent,
  copyId,
  encodeCopy,
  eventName,
  readEvent,
} from '@liaison/contracts';
import {
  type Emitted,
  type InForce,
  type MatchedEvent,
  type Receiver,
  matchEvent,
} from '@liaison/domain';
import { PayloadChecks } from '../in-force/payload-checks.js';
import type { Concerned, NotifiedUser } from '../users/reach.js';
import type { SeenIds } from './seen-ids.js';
import type { TakenEvent } from './taken-event.js';

/** What became of one event: what is recorded, and what is to be sent. */
export interface Judged {
  readonly taken: TakenEvent;
  readonly recorded: MatchedEvent;
  /** Of an accepted event: what decides which users it reaches. */
  readonly concerns?: Concerned;
  /** Of an accepted event: users it may reach, at most so many. */
  readonly mayReach?: number;
  /** The users it reaches. */
  readonly notified?: readonly NotifiedUser[];
  /** The event's `eventName`, where its id is used up by this. */
  readonly seenAs?: string;
  readonly correlation?: string;
  /** The copy, not stamped yet; undefined where nobody may get one. */
  readonly copy?: string;
  /** Of an event that is refused; `event`: its own id, where it has one. */
  readonly refused?: { readonly fault: EventFault; readonly event: string | undefined };
}

const MESSAGES: Record<'unknown-service' | 'unknown-event' | 'unknown-user' | 'too-large', string> =
  {
    'unknown-service': 'the service is not registered, or retired',
    'unknown-event': 'the service does not declare this type any more',
    'unknown-user': 'the event is about nobody this service may speak of',
    'too-large': 'more services want this type than one event may be handed to',
  };

/** Judges the events of one sender, one after the other: what each is, and whom it reaches. */
export class Judge {
  readonly #checks = new PayloadChecks();

  constructor(
    private readonly sender: string,
    private readonly inForce: InForce,
    /** How many users an event may interest, at most. */
    private readonly mayReach: (event: Pick<Concerned, 'type' | 'subject'>) => number,
  ) {}

  /** `before`: names of those matched earlier in the same batch. */
  judge(taken: TakenEvent, seen: SeenIds, before: ReadonlySet<string>): Judged {
    const read = readEvent(taken);
    if ('refused' in read) return refusedAs(taken, read.id, read.refused);
    const { event } = read;
    const seenAs = eventName(this.sender, event.id);
    if (before.has(seenAs) || seen.has(seenAs)) {
      return { taken, recorded: { ...nobody, event: event.id, outcome: 'repeated' } };
    }
    return this.#match(taken, event, seenAs);
  }

  #faultOf(emitted: Emitted, data: ServiceEvent['data']): ReturnType<PayloadCheck> {
    const version = this.inForce.registry(this.sender).declaration?.version ?? 0;
    return this.#checks.of(emitted, version)?.(data);
  }

  #match(taken: TakenEvent, event: ServiceEvent, seenAs: string): Judged {
    const { sender, inForce } = this;
    const { id, type, subject } = event;
    const matching = matchEvent({ sender, type, subject }, inForce);
    if ('refused' in matching) {
      const { refused: code, field } = matching;
      return refusedAs(taken, id, { code, field, message: messageOf(code) });
    }
    const fault = this.#faultOf(matching.emitted, event.data);
    if (fault !== undefined) return refusedAs(taken, id, { code: 'invalid-payload', ...fault });
    const correlation = event.correlation ?? seenAs;
    const concerns = { type, subject, recordedMs: taken.recordedMs };
    const unmatched: MatchedEvent = { ...nobody, event: id, outcome: 'unmatched' };
    const mayReach = this.mayReach(concerns);
    const accepted = { taken, seenAs, correlation, concerns, mayReach };
    const isForServices = matching.receivers.length > 0;
    if (!isForServices && mayReach === 0) return { ...accepted, recorded: unmatched };
    const copy = encodeCopy(sender, event, correlation);
    if (isTooLarge(copy)) {
      const message = `makes a copy of over ${COPY_BYTES_MAX} bytes`;
      return refusedAs(taken, id, { code: 'too-large', field: '', message });
    }
    if (!isForServices) return { ...accepted, copy, recorded: unmatched };
    const receivers = matching.receivers.map(({ service, declaration }): Receiver => ({
      service,
      declaration,
      copy: copyId(sender, id, service),
    }));
    return { ...accepted, copy, recorded: { ...unmatched, outcome: 'matched', receivers } };
  }
}

const messageOf = (code: string): string =>
  Object.hasOwn(MESSAGES, code)
    ? MESSAGES[code as keyof typeof MESSAGES]
    : 'subject must be left out: the type is declared to be about nobody';

/** No character takes more than three bytes: most copies need not be counted. */
const isTooLarge = (copy: string): boolean =>
  3 * copy.length > COPY_BYTES_MAX && Buffer.byteLength(copy) > COPY_BYTES_MAX;

const nobody = { receivers: [], users: 0, silenced: 0 } as const;

/** An event whose id cannot be read is named by its place. */
export const nameOf = (id: string | undefined, sequence: number): string =>
  id ?? `sequence:${sequence}`;

/** The event refused, and recorded as such. */
export function refusedAs(taken: TakenEvent, id: string | undefined, fault: EventFault): Judged {
  const event = nameOf(id, taken.sequence);
  return {
    taken,
    recorded: { ...nobody, event, outcome: `refused:${fault.code}` },
    refused: { fault, event: id },
  };
}
