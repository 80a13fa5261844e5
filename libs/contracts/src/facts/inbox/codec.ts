import { type Inbox, type InboxFact, evolveInbox, initialInbox } from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import { headlessCodec } from '../open-codec.js';
import { acknowledged } from './acknowledged.js';
import { expired } from './expired.js';

/** What notification records of a user's event notifications. */
export const inboxFactTypes = [acknowledged, expired];

/** Facts of an inbox: no head, since the last fact is the state. */
export const inboxCodec: AggregateCodec<InboxFact, Inbox> = headlessCodec(inboxFactTypes, {
  kind: 'inbox',
  initial: initialInbox,
  evolve: evolveInbox,
});
