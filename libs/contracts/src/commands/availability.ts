import { connectabilityMethods } from '../rpc/connectability.js';
import { profileMethods } from '../rpc/profile.js';
import { changed } from '../rpc/terminal.js';
import { anyObject, integer, object } from '../schema/schema.js';
import { connectability, id, userId } from '../schema/words.js';
import { callTargetAnswer } from '../service-protocol/call-target.js';
import { queries, queryRequest } from '../service-protocol/query.js';
import { selectionVerbs } from './selection.js';
import { verb } from './verb.js';

const user = object({ user: userId });
const profileOfUser = object({ user: userId, profile: id });
/**
 * What availability answers. `user` is the connection's; a method's own param `user` is the `target`
 * where the user is the viewer, and the `viewer` where the user is the owner.
 */
export const availabilityVerbs = {
  ...selectionVerbs,
  'profile.upload': verb(
    'As the method; the document is validated by the domain',
    object({ user: userId, profile: anyObject }, { expectedVersion: integer(1) }),
    profileMethods['profile.upload'].result,
  ),
  'profile.list': verb('As the method', user, profileMethods['profile.list'].result),
  'profile.get': verb('As the method', profileOfUser, profileMethods['profile.get'].result),
  'profile.delete': verb('As the method', profileOfUser, changed),
  'connectability.get': verb(
    'What `user` is told about `target`',
    object({ user: userId, target: userId }),
    object({ user: userId, state: connectability }),
  ),
  explain: verb(
    'Why the state of `user` is what it is, as `viewer` sees it',
    object({ user: userId }, { viewer: userId, profile: id }),
    connectabilityMethods.explain.result,
  ),
  'contact.block': verb(
    '`user` blocks `viewer`',
    object({ user: userId, viewer: userId }),
    changed,
  ),
  'contact.unblock': verb(
    '`user` unblocks `viewer`',
    object({ user: userId, viewer: userId }),
    changed,
  ),
  'service.query': verb(
    'As the request of `service`: answered as about nobody where it may not ask about the user',
    object({ service: id, query: queryRequest }),
    callTargetAnswer,
  ),
  'call.target': verb(
    'Operators: where a call to the user goes, and why, with nothing held back',
    queries['call-target'],
    callTargetAnswer,
  ),
};
