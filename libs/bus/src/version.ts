import { EngineTooOld } from './errors.js';

/** The oldest nats-server we run on. */
const ENGINE_VERSION_MIN = '2.15.0';

/**
 * Refuses an engine older than 2.15: before it, replicated streams with `sync_interval: always` have
 * no group commit, and a compaction ignores that setting, so acknowledged facts could be lost (I1).
 */
export function requireVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [majorMin = 0, minorMin = 0] = ENGINE_VERSION_MIN.split('.').map(Number);
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return;
  throw new EngineTooOld(
    `the engine is nats-server ${version}; ${ENGINE_VERSION_MIN} or newer is needed, because older ` +
      'ones can lose acknowledged facts at a power cut. Upgrade it, or point LIAISON_NATS_URL at ' +
      'a newer one (`npm start` fetches one that fits)',
  );
}
