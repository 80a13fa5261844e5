import type { Bus } from '../connection.js';
import { SnapshotFailed, callAbout } from './engine-call.js';
import type { StreamCut, StreamEnds } from './take-snapshot.js';

const NOTHING = new Uint8Array();

/**
 * Makes a stream of what `takeSnapshot` wrote: the same sequences, recorded times, headers and bodies.
 * There must be none of that name. Answers what it holds; throws `SnapshotFailed` where the engine does
 * not take it (a stream that was begun may be left), and what `Requests` throws.
 */
export async function restoreStream(
  bus: Pick<Bus, 'requests'>,
  { config, state }: StreamCut,
  chunks: AsyncIterable<Uint8Array>,
): Promise<StreamEnds> {
  const { name } = config;
  const begun = await callAbout<{ readonly deliver_subject?: string }>(
    bus,
    name,
    `$JS.API.STREAM.RESTORE.${name}`,
    JSON.stringify({ config, state }),
  );
  const to = begun?.deliver_subject;
  if (to === undefined) throw new SnapshotFailed(`stream ${name}: the engine does not take it`);
  for await (const chunk of chunks) await callAbout(bus, name, to, chunk);
  const made = await callAbout<{ readonly state: StreamEnds }>(bus, name, to, NOTHING);
  if (made === undefined) throw new SnapshotFailed(`stream ${name} was not taken to its end`);
  return made.state;
}
