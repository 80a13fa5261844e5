import type { SelfDocument } from '@liaison/contracts';
import type { Connectability, UserId } from '@liaison/domain';
import type { Screen } from './screen.js';
import { selfText, withWaiting } from './self-text.js';
import type { Target } from './target.js';

/** A user with terminals here: what all of them have been told, and what SELF said last. */
export class Viewer {
  /** Terminals that have their snapshot. */
  readonly screens: Screen[] = [];
  /** Terminals that wait for theirs. */
  readonly joining: Screen[] = [];
  /** The list shown, in document order, and what each of it was told as. */
  targets: readonly Target[] = [];
  told: Connectability[] = [];
  /** Revision of the list shown; -1: none yet. */
  shownRevision = -1;
  /** From SELF: up to which fact it holds; -1: nothing yet. */
  source = -1;
  /** From SELF: the list to show and its revision. */
  contacts: readonly UserId[] = [];
  revision = -1;
  /** From SELF: the whole of it; undefined: nothing yet. */
  self: SelfDocument | undefined;
  /** From SELF: what `self` says, as JSON text, and who asked for authorisation. */
  selfText = '';
  /** The same without what waits. */
  selfBase = '';
  /** From SELF: events are handed over at once. */
  isImmediate = true;
  /** From the owner of the inbox: items that only a fetch gives. */
  waiting = 0;
  pending: readonly UserId[] = [];

  constructor(readonly user: UserId) {}

  /** Whether this terminal can be shown its snapshot. */
  isReadyFor(screen: Screen): boolean {
    return this.source >= screen.connectedAt && this.shownRevision === this.revision;
  }

  /** What SELF says of the user; whether `self` says anything else now, and events come at once. */
  adopt(self: SelfDocument): { readonly isNews: boolean; readonly isImmediateNow: boolean } {
    const { selfText: before, isImmediate: wasImmediate } = this;
    this.self = self;
    this.selfBase = selfText(self);
    this.selfText = withWaiting(this.selfBase, this.waiting);
    this.pending = self.pending;
    this.isImmediate = (self.active?.notification ?? 'immediate') === 'immediate';
    return {
      isNews: this.selfText !== before,
      isImmediateNow: this.isImmediate && !wasImmediate,
    };
  }

  /** Tells how many items wait to be fetched; where a snapshot is on its way that says so. */
  recount(): void {
    this.selfText = withWaiting(this.selfBase, this.waiting);
    if (this.shownRevision !== this.revision) return;
    for (const screen of this.screens) screen.outlet.notify('self', this.selfText);
  }

  /** Whether anybody is left to be told. */
  get isHere(): boolean {
    return this.screens.length > 0 || this.joining.length > 0;
  }
}

/** Takes a screen out of a list, where it is in it. */
export function remove(screens: Screen[], screen: Screen): void {
  const at = screens.indexOf(screen);
  if (at >= 0) screens.splice(at, 1);
}
