import type { ServiceId } from '../registry/declaration.js';
import type { TerminalId } from '../words.js';

/** What the access monitor records of one user's selections (`selection.<user>`). */
export type SelectionFact =
  /** Where an incoming call shall ring; absent: nowhere in particular. */
  | { readonly type: 'CallTerminalSelected'; readonly terminal?: TerminalId }
  | { readonly type: 'ServiceActivatedForUser'; readonly service: ServiceId }
  | { readonly type: 'ServiceDeactivatedForUser'; readonly service: ServiceId }
  /** By an operator, to this user. */
  | { readonly type: 'ServiceOpenedToUser'; readonly service: ServiceId }
  /** By an operator; what was activated is so no more. */
  | { readonly type: 'ServiceClosedToUser'; readonly service: ServiceId }
  | {
      readonly type: 'EventInterestSelected';
      readonly service: ServiceId;
      /** The event's type. */
      readonly eventType: string;
    }
  | {
      readonly type: 'EventInterestDropped';
      readonly service: ServiceId;
      readonly eventType: string;
    };
