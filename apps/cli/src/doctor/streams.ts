import { type Bus, type StreamInspection, inspectStreams } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { type Finding, failure, fine, warning } from './finding.js';

/** Every stream and bucket compared with the layout; nothing is changed. */
export async function streamsOf(bus: Bus, settings: Settings): Promise<readonly Finding[]> {
  const all = await inspectStreams(bus, settings);
  const findings = all.map(judged).filter((finding) => finding !== undefined);
  if (findings.length > 0) return findings;
  return [fine('streams', `${all.length} streams and buckets as the layout wants them`)];
}

function judged(found: StreamInspection): Finding | undefined {
  const { stream } = found;
  switch (found.state) {
    case 'as wanted':
      return undefined;
    case 'missing':
      return failure(
        'streams',
        `${stream} is missing`,
        'start an app again, which makes it; where it held data, restore that from its backup first',
      );
    case 'differs':
      return warning(
        'streams',
        `${stream} differs from the layout in ${found.fields.join(', ')}`,
        'start an app again, which puts that right; see who changed it',
      );
    case 'refused': {
      const { field, actual, wanted, fix } = found.difference;
      const what = `${field} is ${JSON.stringify(actual)}, wanted is ${JSON.stringify(wanted)}`;
      return failure('streams', `${stream}: ${what}; no app starts on it`, fix);
    }
  }
}
