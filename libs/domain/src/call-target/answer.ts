import type { TerminalKind } from '../account/facts.js';
import type { TerminalId } from '../words.js';

/** The steps of the rule of the call target, in their order; the first that applies wins. */
export type CallStep = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What a step asks for; one that won met it, one that was rejected names what stood against it. */
export type CallReason =
  | 'user-registered'
  | 'user-not-registered'
  | 'user-suspended'
  | 'user-erased'
  | 'user-unreadable'
  | 'caller-blocked'
  | 'no-active-profile'
  | 'no-applicable-mode'
  | 'state-unknown'
  | 'state-available'
  | 'state-transfer'
  | 'state-not-available'
  | 'no-transfer-terminal'
  | 'transfer-terminal-removed'
  | 'transfer-terminal-not-connected'
  | 'transfer-terminal-connected'
  | 'no-terminal-selected'
  | 'selected-terminal-removed'
  | 'selected-terminal-not-connected'
  | 'selected-terminal-connected'
  | 'no-terminal-connected'
  | 'terminal-connected'
  | 'no-step-before-applies';

/** Where an incoming call goes: to a call number (E.164), to one of the user's terminals, nowhere. */
export type CallDestination =
  | { readonly none: true }
  | { readonly number: string }
  | {
      readonly terminal: TerminalId;
      readonly kind: TerminalKind;
      /** The terminal's own call number, where it has one. */
      readonly number?: string;
    };

/** Where a call goes, by which step, and what stood against each step before it. */
export interface CallTarget {
  readonly target: CallDestination;
  readonly step: CallStep;
  readonly because: CallReason;
  readonly rejected: readonly { readonly step: CallStep; readonly reason: CallReason }[];
}
