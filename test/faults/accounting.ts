import type { Match, Receiver, Registered, Sent, Streams } from './hand-overs.js';

const SHOWN_MAX = 5;

/**
 * I1, I4, I5 and I10 of services' events, counted from the streams alone: every event taken in is in
 * exactly one match, in order, with what the registry then said; every copy a match names is there
 * once, in the order of its sender's events, and no other. Answers what is wrong.
 */
export function accountingFaults(streams: Streams): readonly string[] {
  const senders = new Set(streams.sent.map(({ sender }) => sender));
  return [
    ...[...senders].flatMap((sender) => matchFaults(sender, streams)),
    ...copyFaults(streams),
    ...parkedFaults(streams),
  ];
}

/** Of each sender: consecutive batches that name each event once, as the simple rule says. */
function matchFaults(sender: string, streams: Streams): readonly string[] {
  const { registry, matches } = streams;
  const events = streams.sent.filter((one) => one.sender === sender);
  const settled = new Set<string>();
  const faults: string[] = [];
  let at = 0;
  for (const [index, match] of matches.filter((one) => one.sender === sender).entries()) {
    const batch = events.slice(at, at + match.events.length);
    at += batch.length;
    const last = batch.at(-1);
    const isNext = match.revision === index + 1 && last?.sequence === match.lastSequence;
    if (!isNext)
      faults.push(`${match.id}, revision ${match.revision}, ends with ${last?.sequence}`);
    if (isBehind(registry, match, last)) faults.push(`${match.id} was matched behind the log`);
    faults.push(...entryFaults(match, batch, { settled, heads: standing(registry, match) }));
  }
  if (at !== events.length) faults.push(`${events.length - at} events are in no match`);
  return faults.slice(0, SHOWN_MAX).map((fault) => `${sender}: ${fault}`);
}

/** What a match says of each event, compared with the rule; ids that are used up are remembered. */
function entryFaults(
  match: Match,
  batch: readonly Sent[],
  by: { readonly settled: Set<string>; readonly heads: Heads },
): readonly string[] {
  return match.events.flatMap(({ event: id, outcome, receivers }, index) => {
    const event = batch[index];
    if (event?.id !== id) return [`${id} is matched where ${event?.id} was sent`];
    const wanted = by.settled.has(id) ? repeated : judged(event, by.heads);
    if (!wanted.outcome.startsWith('refused')) by.settled.add(id);
    const actual = { outcome, receivers: receivers.map(named) };
    const isSo = JSON.stringify(actual) === JSON.stringify(wanted);
    return isSo ? [] : [`${id}: ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`];
  });
}

type Heads = ReadonlyMap<string, Registered['head']>;
const repeated = { outcome: 'repeated', receivers: [] } as const;

const named = ({ service, declaration }: Receiver): string => `${service} ${declaration}`;

/** The registry as it was when a match was made. */
function standing(registry: readonly Registered[], { registrySeq }: Match): Heads {
  const heads = new Map<string, Registered['head']>();
  for (const { sequence, service, head } of registry) {
    if (sequence <= registrySeq) heads.set(service, head);
  }
  return heads;
}

/** Whether what was registered before the last event was taken is not in the fold it was matched by. */
function isBehind(registry: readonly Registered[], match: Match, last: Sent | undefined): boolean {
  return registry.some(
    ({ sequence, recorded }) => recorded < (last?.recorded ?? 0) && sequence > match.registrySeq,
  );
}

/** Whom an event reaches, everybody being granted `all-users` and every user registered. */
function judged(
  { sender, type, subject }: Sent,
  heads: Heads,
): { readonly outcome: string; readonly receivers: readonly string[] } {
  const emitted = heads.get(sender)?.declaration?.emits.find((one) => one.type === type);
  const isFit = emitted !== undefined && (emitted.about === 'user') === (subject !== undefined);
  if (!isFit) return { outcome: 'refused:unknown-event', receivers: [] };
  const receivers = [...heads].flatMap(([service, { declaration }]) => {
    const wants = declaration?.wants.some(
      (one) => one.type === type && (one.from ?? sender) === sender,
    );
    return service !== sender && wants === true ? [`${service} ${declaration?.version}`] : [];
  });
  const outcome = receivers.length === 0 ? 'unmatched' : 'matched';
  return { outcome, receivers: receivers.toSorted() };
}

/** Each event that was refused is parked once, and none that was not. */
function parkedFaults({ sent, matches, parked }: Streams): readonly string[] {
  const refused = [...new Set(matches.map(({ sender }) => sender))].flatMap((sender) => {
    const events = sent.filter((one) => one.sender === sender);
    const outcomes = matches.filter((one) => one.sender === sender).flatMap((one) => one.events);
    return outcomes.flatMap(({ outcome }, index) =>
      outcome.startsWith('refused') ? [`refused:${sender}:${events[index]?.sequence}`] : [],
    );
  });
  const there = parked.filter((id) => id.startsWith('refused:'));
  return differences('parked', refused.toSorted(), there.toSorted());
}

/**
 * The copies of each sender to each receiver: those the matches name, in that order, and no other; but
 * for those that are parked.
 */
function copyFaults({ matches, copies, takenOut }: Streams): readonly string[] {
  const wanted = new Map<string, string[]>();
  const actual = new Map<string, string[]>();
  for (const { id, sender, events } of matches) {
    for (const { receivers } of events) {
      for (const { service, copy } of receivers) {
        if (!takenOut.has(copy)) add(wanted, `${sender} to ${service}`, `${copy} of ${id}`);
      }
    }
  }
  for (const { sender, receiver, copy, matched } of copies) {
    if (!takenOut.has(copy)) add(actual, `${sender} to ${receiver}`, `${copy} of ${matched}`);
  }
  const ways = [...new Set([...wanted.keys(), ...actual.keys()])];
  return ways.flatMap((way) => differences(way, wanted.get(way) ?? [], actual.get(way) ?? []));
}

function differences(way: string, wanted: readonly string[], actual: readonly string[]): string[] {
  const at = wanted.findIndex((copy, index) => actual[index] !== copy);
  if (at < 0 && wanted.length === actual.length) return [];
  const counts = `${wanted.length} copies named, ${actual.length} there`;
  const doubled = actual.length - new Set(actual).size;
  const there = new Set(actual);
  const lost = wanted.filter((copy) => !there.has(copy)).length;
  return [`${way}: ${counts}, ${lost} lost, ${doubled} doubled, the first that differs is ${at}`];
}

function add(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** I4: every copy for these services was acknowledged once: nothing comes again after it. */
export function acknowledgementFaults(
  { copies, acknowledged }: Streams,
  services: ReadonlySet<string>,
): { readonly never: number; readonly again: number } {
  const times = new Map<number, number>();
  for (const sequence of acknowledged) times.set(sequence, (times.get(sequence) ?? 0) + 1);
  const theirs = copies.filter(({ receiver }) => services.has(receiver));
  return {
    never: theirs.filter(({ sequence }) => !times.has(sequence)).length,
    again: theirs.filter(({ sequence }) => (times.get(sequence) ?? 0) > 1).length,
  };
}
