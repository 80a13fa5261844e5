import { ROW_VERSION, versionOf } from '@liaison/availability/rebuilding';
import { type Bus, checkpointNames } from '@liaison/bus';
import { type Finding, fine, warning } from './finding.js';

/** In which versions availability's rows lie here. */
export async function rowsFinding(bus: Bus): Promise<Finding> {
  return judgedRows(await checkpointNames(bus), ROW_VERSION);
}

/** Judges the names that checkpoints lie under; `ours`: the version that this program writes. */
export function judgedRows(names: ReadonlyMap<string, number>, ours: number): Finding {
  const versions = [...names.keys()].map(versionOf).filter((version) => version !== undefined);
  const newer = versions.filter((version) => version > ours);
  const older = versions.filter((version) => version < ours);
  const own = `rows of version ${ours}`;
  if (newer.length > 0) {
    return warning(
      'store',
      `beside ${own} there are those of version ${newer.join(', ')}, which a newer program wrote`,
      'finish the upgrade, or take it back: they stay until a program of their version drops them',
    );
  }
  if (older.length > 0) {
    return warning(
      'store',
      `beside ${own} there are those of version ${older.join(', ')}`,
      'finish the upgrade: they go ten minutes after the last program of theirs has ended',
    );
  }
  return fine('store', versions.length === 0 ? 'no rows were stored yet' : own);
}
