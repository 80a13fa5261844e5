import { versionKnown, versionToWrite } from '@liaison/contracts';
import type { Bus } from '../connection.js';

/** Between two looks while a version of ours may not be written yet. */
const LOOK_EVERY_MS = 5_000;

/**
 * Which version of a type of fact is written: a next one only once FACTS' metadata says so, since
 * replicas that do not know it stop where they read one. Asks the engine only while that is older than ours.
 */
export class VersionsWritten {
  private metadata: Readonly<Record<string, string>> | undefined;
  private lookedMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly bus: Pick<Bus, 'jsm'>) {}

  /** Throws what asking throws, as long as nothing is known. */
  async of(type: string): Promise<number> {
    const known = versionKnown(type);
    if (known === 1 || versionToWrite(type, this.metadata) === known) return known;
    if (performance.now() - this.lookedMs >= LOOK_EVERY_MS) await this.look();
    return versionToWrite(type, this.metadata);
  }

  private async look(): Promise<void> {
    const { config } = await this.bus.jsm.streams.info('FACTS');
    this.metadata = config.metadata;
    this.lookedMs = performance.now();
  }
}
