import { connectabilityMethods, explainParams } from '../rpc/connectability.js';
import { authorisationMethods } from '../rpc/consent.js';
import { previewOptions } from '../rpc/preview.js';
import { profileMethods } from '../rpc/profile.js';
import { changed } from '../rpc/terminal.js';
import { anyObject, integer, object } from '../schema/schema.js';
import { connectability, id, instant, userId } from '../schema/words.js';
import { callTargetAnswer } from '../service-protocol/call-target.js';
import { queries, queryAnswer, queryRequest } from '../service-protocol/query.js';
import { selectionVerbs } from './selection.js';
import { viewVerbs } from './views.js';
import { verb } from './verb.js';

const user = object({ user: userId });
const ofViewer = object({ user: userId, viewer: userId });
const nothing = authorisationMethods['authorisation.ask'].result;
const profileOfUser = object({ user: userId, profile: id });
/**
 * What availability answers. `user` is the connection's; a method's own param `user` is the `target`
 * where the user is the viewer, and the `viewer` where the user is the owner.
 */
export const availabilityVerbs = {
  ...selectionVerbs,
  ...viewVerbs,
  'profile.upload': verb(
    'As the method; the document is validated by the domain',
    object({ user: userId, profile: anyObject }, { expectedVersion: integer(1) }),
    profileMethods['profile.upload'].result,
  ),
  'profile.list': verb('As the method', user, profileMethods['profile.list'].result),
  'profile.get': verb('As the method', profileOfUser, profileMethods['profile.get'].result),
  'profile.preview': verb(
    'As the method; the document is validated by the domain',
    object({ user: userId, profile: anyObject }, previewOptions),
    profileMethods['profile.preview'].result,
  ),
  'profile.delete': verb('As the method', profileOfUser, changed),
  'connectability.get': verb(
    'What `user` is told about `target`',
    object({ user: userId, target: userId }),
    object({ user: userId, state: connectability }),
  ),
  explain: verb(
    'Why the state of `user` is, or was, what it is, as `viewer` sees it',
    object({ user: userId }, explainParams),
    connectabilityMethods.explain.result,
  ),
  'authorisation.ask': verb(
    '`user` asks `target`, who is never looked up',
    object({ user: userId, target: userId }),
    nothing,
  ),
  'authorisation.retract': verb(
    '`user` takes back what they asked `target`',
    object({ user: userId, target: userId }),
    nothing,
  ),
  'authorisation.grant': verb(
    '`user` lets `viewer` see',
    object({ user: userId, viewer: userId }, { expires: instant }),
    nothing,
  ),
  'authorisation.deny': verb('`user` denies `viewer`', ofViewer, nothing),
  'authorisation.withdraw': verb('`user` ends the grant of `viewer`', ofViewer, nothing),
  'authorisation.list': verb(
    'As the method',
    user,
    authorisationMethods['authorisation.list'].result,
  ),
  'contact.block': verb('`user` blocks `viewer`', ofViewer, changed),
  'contact.unblock': verb('`user` unblocks `viewer`', ofViewer, changed),
  'service.query': verb(
    'As the request of `service`: answered as about nobody where it may not ask',
    object({ service: id, query: queryRequest }),
    queryAnswer,
  ),
  'call.target': verb(
    'Operators: where a call to the user goes, and why, with nothing held back',
    queries['call-target'],
    callTargetAnswer,
  ),
};
