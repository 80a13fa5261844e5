import { type Bus, type Snapshot, readToEnd, takeSnapshot } from '@liaison/bus';
import { CONSUMERS_IN_BACKUP, STREAMS_IN_BACKUP, type StreamInBackup } from '@liaison/contracts';
import { CommandFailed } from '../failure.js';
import { PartWriter } from './part-file.js';
import type { StreamPart } from './manifest.js';

/** Cuts that did not fit are taken anew so often. */
const ATTEMPTS_MAX = 20;
/** So often all is taken anew because of what was parked or expired meanwhile. */
const RETAKES_MAX = 2;

/** All streams of a backup, each as it was within the same moment. */
export interface Cut {
  readonly streams: readonly StreamPart[];
  readonly unsettled: number;
}

interface Taking {
  readonly stream: StreamInBackup;
  readonly snapshot: Snapshot;
  readonly file: PartWriter;
}

/** Told how far a stream is written, in bytes. */
export type Progress = (stream: StreamInBackup, bytes: number, isDone: boolean) => void;

/**
 * Writes all streams down while the system runs. Of what is appended meanwhile each keeps what was
 * there at its own cut; the cuts are a moment apart, what follows before what it follows from.
 */
export async function takeCut(bus: Bus, folder: string, progress: Progress): Promise<Cut> {
  for (let retake = 0; ; retake++) {
    const takings = await fittingCuts(bus, folder, progress);
    const streams: StreamPart[] = [];
    for (const { stream, snapshot, file } of takings) {
      await snapshot.written;
      const { config, state } = snapshot;
      const part = await file.end();
      streams.push({ stream, config, state, ...part });
      progress(stream, part.bytes, true);
    }
    const matchedUpTo = streams.find(({ stream }) => stream === 'DELIVERY')?.state.last_seq ?? 0;
    const { moved: unsettled } = await deliveriesAfter(bus, matchedUpTo);
    if (unsettled === 0 || retake >= RETAKES_MAX) return { streams, unsettled };
  }
}

/**
 * Begins all. Copies are cut before matches: of a sender whose last match has copies missing they are
 * made up for when it goes on, as after a crash; of one before the last nobody would. So where a sender
 * matched twice between the two cuts, or something was parked, they are taken anew.
 */
async function fittingCuts(
  bus: Bus,
  folder: string,
  progress: Progress,
): Promise<readonly Taking[]> {
  for (let attempt = 1; ; attempt++) {
    const before = (await bus.jsm.streams.info('DELIVERY')).state.last_seq;
    const takings: Taking[] = [];
    for (const stream of STREAMS_IN_BACKUP) {
      takings.push(await begin(bus, folder, stream, progress));
    }
    const cut = takings.find(({ stream }) => stream === 'DELIVERY')?.snapshot.state.last_seq ?? 0;
    const { moved, doubled } = await deliveriesAfter(bus, before, cut);
    const isLast = attempt >= ATTEMPTS_MAX;
    // What only moved is counted once all is written.
    if (!doubled && (moved === 0 || isLast)) return takings;
    await leave(takings);
    if (isLast) throw tooBusy();
  }
}

async function leave(takings: readonly Taking[]): Promise<void> {
  for (const { snapshot, file } of takings) {
    snapshot.cancel();
    // That it was cancelled is no news.
    await snapshot.written.catch(() => undefined);
    await file.leave();
  }
}

const tooBusy = (): CommandFailed =>
  new CommandFailed(
    `a service's events were matched twice within a moment, ${ATTEMPTS_MAX} times: no cut fits`,
    'take the backup again at a quieter time; what was written so far is none',
    'backup-refused',
  );

async function begin(
  bus: Bus,
  folder: string,
  stream: StreamInBackup,
  progress: Progress,
): Promise<Taking> {
  const file = await PartWriter.begin(folder, `${stream}.snapshot`);
  const consumers = CONSUMERS_IN_BACKUP.has(stream);
  const snapshot = await takeSnapshot(bus, { stream, consumers }, async (chunk) => {
    await file.write(chunk);
    progress(stream, file.bytes, false);
  });
  return { stream, snapshot, file };
}

/** What DELIVERY says after a place: how often copies were parked, replayed or had expired; who matched twice. */
async function deliveriesAfter(
  bus: Bus,
  after: number,
  upTo = Number.POSITIVE_INFINITY,
): Promise<{ readonly moved: number; readonly doubled: boolean }> {
  let moved = 0;
  let doubled = false;
  const matched = new Set<string>();
  if (after >= upTo) return { moved, doubled };
  await readToEnd(bus, { stream: 'DELIVERY', filter: '>', from: after + 1 }, (message) => {
    if (message.seq > upTo) return true;
    const aggregate = bus.subjects.parseFact(message.subject);
    if (aggregate?.kind === 'delivery') moved++;
    if (aggregate?.kind !== 'matched') return false;
    doubled ||= matched.has(message.subject);
    matched.add(message.subject);
    return false;
  });
  return { moved, doubled };
}
