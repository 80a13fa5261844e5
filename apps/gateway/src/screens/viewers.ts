import type { Bus } from '@liaison/bus';
import type { SelfDocument } from '@liaison/contracts';
import { type Connectability, type UserId, view } from '@liaison/domain';
import type { ScreenCounters } from '../metrics.js';
import type { ShownLog } from '../shown/shown-log.js';
import { type Ender, endThoseGone, giveUp } from './fate.js';
import { deltaHead, snapshotParams } from './frames.js';
import { HandOvers } from './hand-overs.js';
import { Lists } from './lists.js';
import { Rounds } from './rounds.js';
import type { Screen } from './screen.js';
import { Selves } from './selves.js';
import type { Target } from './target.js';
import { Targets } from './targets.js';
import { Viewer, remove } from './viewer.js';

export interface ViewersOptions {
  readonly bus: Bus;
  /** Copies of STATE. */
  readonly copies: number;
  /** Afterwards `leave` is called for it. */
  readonly connections: Ender;
  /** Nothing is told any more once the lease is over. */
  readonly tenure: { readonly holds: boolean };
  readonly counters: ScreenCounters;
  /** Where what is told is recorded; absent: nowhere. */
  readonly shown?: ShownLog | undefined;
}

/**
 * What each terminal here is told: one snapshot of the active profile's contacts, then differences
 * only (claims 1.11, 1.12), then another snapshot where the list changes.
 */
export class Viewers {
  private readonly byUser = new Map<UserId, Viewer>();
  private readonly sweeping = new Rounds(this.byUser);
  private readonly targets: Targets;
  private readonly lists: Lists;
  private readonly selves: Selves;
  private readonly handOvers: HandOvers;

  constructor(private readonly options: ViewersOptions) {
    const { bus, copies } = options;
    this.targets = new Targets({
      bus,
      copies,
      changed: (target) => this.show(target),
      missed: (users, cause) => options.counters.resyncs.add({ cause }, users),
    });
    this.lists = new Lists(this.targets, options.shown);
    this.handOvers = new HandOvers({
      bus,
      tenure: options.tenure,
      atLeast: (viewer, sequence) => this.selves.atLeast(viewer, sequence),
      recounted: (viewer) => viewer.recount(),
    });
    this.selves = new Selves(
      bus,
      (viewer, self) => this.hear(viewer, self),
      (viewer, told) => this.handOvers.heard(viewer, told),
    );
    bus.onChange((connected) => {
      if (connected) void this.readAll();
    });
  }

  get watched(): number {
    return this.targets.size;
  }

  /**
   * Reads what a newly connected terminal has to be shown, then has it told, with the params of its
   * snapshot, before anything else can be. False: it has left or was ended meanwhile. Throws
   * `OwnerAway` or what `readStates` does; then it is not here.
   */
  async join(screen: Screen, tell: (snapshot: string) => void): Promise<boolean> {
    const viewer = this.viewerOf(screen.user);
    viewer.joining.push(screen);
    try {
      while (screen.isOpen && !viewer.isReadyFor(screen)) {
        await this.selves.atLeast(viewer, screen.connectedAt);
        if (viewer.shownRevision !== viewer.revision) await this.lists.refresh(viewer);
      }
    } catch (error) {
      this.leave(screen);
      throw error;
    }
    remove(viewer.joining, screen);
    // What it waited for may have been heard before it came.
    this.judge(screen);
    if (!screen.isOpen) {
      this.dropIfEmpty(viewer);
      return false;
    }
    screen.told = 0;
    if (viewer.screens.length === 0) this.options.shown?.noteList(viewer);
    viewer.screens.push(screen);
    tell(snapshotParams(viewer));
    this.handOvers.look(viewer);
    return true;
  }

  /** The terminal is told nothing more. */
  leave(screen: Screen): void {
    const viewer = this.byUser.get(screen.user);
    if (viewer === undefined) return;
    remove(viewer.screens, screen);
    remove(viewer.joining, screen);
    this.dropIfEmpty(viewer);
  }

  /** The terminal is new, or shows another token: what SELF has said already holds for it too. */
  judge(screen: Screen): void {
    endThoseGone([screen], this.byUser.get(screen.user)?.self, this.options.connections);
  }

  /** Whether this user is in the list that the viewer's terminals are shown. */
  isContact(viewer: UserId, user: UserId): boolean {
    return this.byUser.get(viewer)?.targets.some((target) => target.user === user) === true;
  }

  /** Reads everything again; pushes differences only. */
  async readAll(): Promise<void> {
    await Promise.all([this.targets.readAll(), this.askAll()]);
  }

  /** Partitions may have another owner: what the former one did not get to say is asked for. */
  async askAll(): Promise<void> {
    for (const viewer of this.byUser.values()) this.handOvers.lookAnew(viewer);
    await this.selves.askAll(this.byUser.values());
  }

  /** Reads a share (0 to 1) of everything again, so that nothing missed stays missed. */
  async sweep(share: number): Promise<void> {
    const some = this.sweeping.next(share);
    for (const viewer of some) this.handOvers.lookAnew(viewer);
    await Promise.all([this.targets.sweep(share), this.selves.askAll(some)]);
  }

  stop(): void {
    this.targets.stop();
    this.selves.stop();
    this.handOvers.stop();
  }

  private viewerOf(user: UserId): Viewer {
    const known = this.byUser.get(user);
    if (known !== undefined) return known;
    const viewer = new Viewer(user);
    this.byUser.set(user, viewer);
    this.selves.follow(viewer);
    return viewer;
  }

  private dropIfEmpty(viewer: Viewer): void {
    if (viewer.isHere || this.byUser.get(viewer.user) !== viewer) return;
    this.byUser.delete(viewer.user);
    this.selves.unfollow(viewer);
    this.lists.release(viewer);
  }

  /** Every watcher of a target whose view has changed is told, once, in its own words. */
  private show(target: Target): void {
    if (!this.options.tenure.holds) return;
    const { user, state, watchers, places } = target;
    const heads = new Map<string, string>();
    const { shown, counters } = this.options;
    const noted: [UserId, Connectability][] = [];
    let frames = 0;
    for (let at = 0; at < watchers.length; at++) {
      const viewer = watchers[at] as Viewer;
      const place = places[at] as number;
      const tells = view(viewer.user, user, state);
      if (viewer.told[place] === tells) continue;
      viewer.told[place] = tells;
      let head = heads.get(tells);
      if (head === undefined) heads.set(tells, (head = deltaHead(user, tells)));
      for (const screen of viewer.screens) {
        screen.outlet.notify('connectability', `${head}${++screen.told}}`);
        frames++;
      }
      if (shown !== undefined && viewer.screens.length > 0) noted.push([viewer.user, tells]);
    }
    shown?.note(user, noted);
    if (frames > 0) counters.pushes.add({}, frames);
  }

  private hear(viewer: Viewer, self: SelfDocument): void {
    if (!this.options.tenure.holds) return;
    endThoseGone([...viewer.screens, ...viewer.joining], self, this.options.connections);
    const asked = self.pending.filter((user) => !viewer.pending.includes(user));
    const { isNews, isImmediateNow } = viewer.adopt(self);
    if (isImmediateNow) this.handOvers.look(viewer);
    if (self.contactsRevision !== viewer.revision) {
      viewer.revision = self.contactsRevision;
      viewer.contacts = self.contacts;
    }
    if (viewer.shownRevision !== viewer.revision) {
      // The snapshot will say it all; a terminal that joins reads the list itself and sees it fail.
      if (viewer.screens.length > 0)
        this.lists.refresh(viewer).catch(() => giveUp(viewer.screens, this.options.connections));
      return;
    }
    for (const screen of viewer.screens) {
      if (isNews) screen.outlet.notify('self', viewer.selfText);
      for (const user of asked) screen.outlet.notify('authorisation.asked', `{"user":"${user}"}`);
    }
  }
}
