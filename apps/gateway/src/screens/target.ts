import type { StateDocument, UserId } from '@liaison/domain';
import type { Viewer } from './viewer.js';

/** A user whom somebody here has as a contact, with the STATE this gateway holds of them. */
export class Target {
  /** Undefined: there is no STATE of this user. */
  state: StateDocument | undefined;
  /** STATE's sequence of `state`; 0: none. */
  sequence = 0;
  /** Whether `state` may be shown: it was read after we began to listen. */
  isLoaded = false;
  /** The reading that will load it or has confirmed it last. */
  reading: Promise<void> | undefined;
  /** How many lists hold it; with none left it is given up. */
  uses = 0;
  /** Who is told of it, each with the place of this target in their list. */
  readonly watchers: Viewer[] = [];
  readonly places: number[] = [];

  constructor(readonly user: UserId) {}

  watch(viewer: Viewer, place: number): void {
    this.watchers.push(viewer);
    this.places.push(place);
  }

  unwatch(viewer: Viewer): void {
    const at = this.watchers.indexOf(viewer);
    if (at < 0) return;
    const lastViewer = this.watchers.pop() as Viewer;
    const lastPlace = this.places.pop() as number;
    if (at === this.watchers.length) return;
    this.watchers[at] = lastViewer;
    this.places[at] = lastPlace;
  }
}
