import { view } from '@liaison/domain';
import type { ShownLog } from '../shown/shown-log.js';
import { snapshotParams } from './frames.js';
import type { Target } from './target.js';
import type { Targets } from './targets.js';
import type { Viewer } from './viewer.js';

/** A list that changes this often while it is being read is given up: its terminals come back. */
const LIST_CHANGES_MAX = 100;

/** The contact lists that viewers are shown: read whole, then shown in one snapshot. */
export class Lists {
  /** Whose list is being changed. */
  private readonly refreshing = new Map<Viewer, Promise<void>>();

  constructor(
    private readonly targets: Targets,
    private readonly shown: ShownLog | undefined,
  ) {}

  /** Reads the list that the viewer is to be shown, and shows it; throws `StateAway`. */
  refresh(viewer: Viewer): Promise<void> {
    const under = this.refreshing.get(viewer);
    if (under !== undefined) return under;
    const reading = this.read(viewer);
    this.refreshing.set(viewer, reading);
    return reading;
  }

  /** Nobody is left to be shown it. */
  release(viewer: Viewer): void {
    for (const target of viewer.targets) target.unwatch(viewer);
    this.targets.release(viewer.targets);
    viewer.targets = [];
  }

  private async read(viewer: Viewer): Promise<void> {
    try {
      for (let change = 0; change < LIST_CHANGES_MAX; change++) {
        const { revision } = viewer;
        const targets = await this.targets.acquire([...new Set(viewer.contacts)]);
        if (viewer.isHere && viewer.revision === revision) return this.show(viewer, targets);
        this.targets.release(targets);
        if (!viewer.isHere) return;
      }
      throw new Error(`the contact list of ${viewer.user} changes too often`);
    } finally {
      // At once, not a moment later: the next change must begin a reading of its own.
      this.refreshing.delete(viewer);
    }
  }

  /** From here on the viewer's terminals see this list and nothing of the one before. */
  private show(viewer: Viewer, targets: readonly Target[]): void {
    const before = viewer.targets;
    for (const target of before) target.unwatch(viewer);
    viewer.targets = targets;
    viewer.told = targets.map((target) => view(viewer.user, target.user, target.state));
    targets.forEach((target, place) => target.watch(viewer, place));
    viewer.shownRevision = viewer.revision;
    viewer.contacts = [];
    this.targets.release(before);
    if (viewer.screens.length === 0) return;
    this.shown?.noteList(viewer);
    const params = snapshotParams(viewer);
    for (const screen of viewer.screens) {
      screen.told = 0;
      screen.outlet.notify('snapshot', params);
    }
  }
}
