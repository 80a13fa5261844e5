import type { Listening } from '@liaison/bus';
import type { Connectability, UserId } from '@liaison/domain';
import type { Screen } from './screen.js';
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
  /** From SELF: who said it, the how manieth it was, and up to which fact it holds; -1: nothing yet. */
  owner = '';
  count = -1;
  source = -1;
  /** The newest announcement before the first answer; -1: none. */
  heardOf = -1;
  /** From SELF: the list to show and its revision. */
  contacts: readonly UserId[] = [];
  revision = -1;
  /** From SELF: what `self` says, as JSON text, and who asked for authorisation. */
  selfText = '';
  pending: readonly UserId[] = [];
  /** The list is being changed. */
  refreshing: Promise<void> | undefined;
  /** SELF is being asked for. */
  asking: Promise<void> | undefined;
  /** To SELF's announcements. */
  listening: Listening | undefined;

  constructor(readonly user: UserId) {}

  /** Whether anybody is left to be told. */
  get isHere(): boolean {
    return this.screens.length > 0 || this.joining.length > 0;
  }
}
