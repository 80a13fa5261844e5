import { CONSENTS_MAX, PENDING_MAX } from '@liaison/domain';
import { list, object, words } from '../schema/schema.js';
import { instant, userId } from '../schema/words.js';
import { changes, reads } from './method.js';
import { changed } from './terminal.js';

const nothing = object({});
const user = object({ user: userId });

/** Claim 4: the owner's prior consent for a viewer. */
export const authorisationMethods = {
  'authorisation.ask': changes({
    about: 'Asks a user for authorisation; always answered alike',
    params: user,
    result: nothing,
    answeredBy: 'availability',
    refusals: ['yourself', 'too-many-requests'],
  }),
  'authorisation.retract': changes({
    about: 'Takes one’s own request back',
    params: user,
    result: nothing,
    answeredBy: 'availability',
    refusals: ['yourself'],
  }),
  'authorisation.grant': changes({
    about: 'Lets a user see what the profile would show them',
    params: object({ user: userId }, { expires: instant }),
    result: nothing,
    answeredBy: 'availability',
    refusals: ['yourself', 'until-past', 'too-many-consents'],
  }),
  'authorisation.deny': changes({
    about: 'Denies a request, and ends a grant',
    params: user,
    result: nothing,
    answeredBy: 'availability',
    refusals: ['yourself', 'no-request', 'too-many-consents'],
  }),
  'authorisation.withdraw': changes({
    about: 'Ends a grant',
    params: user,
    result: nothing,
    answeredBy: 'availability',
    refusals: ['yourself', 'no-grant'],
  }),
  'authorisation.list': reads({
    about: 'The user’s own decisions, and the requests that await one',
    params: nothing,
    result: object({
      items: list(
        object(
          { user: userId, state: words('pending', 'granted', 'denied', 'blocked'), at: instant },
          { expires: instant },
        ),
        CONSENTS_MAX + PENDING_MAX,
      ),
    }),
    answeredBy: 'availability',
  }),
};

/** Claim 4: a block beats a grant. */
export const contactMethods = {
  'contact.block': changes({
    about: 'Hides from a user for good; any well-formed id is taken',
    params: user,
    result: changed,
    answeredBy: 'availability',
    refusals: ['yourself', 'too-many-consents'],
  }),
  'contact.unblock': changes({
    about: 'Ends a block',
    params: user,
    result: changed,
    answeredBy: 'availability',
    refusals: ['yourself'],
  }),
};
