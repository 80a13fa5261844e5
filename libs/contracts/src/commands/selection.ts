import { askedUntil } from '../rpc/profile.js';
import { changed } from '../rpc/terminal.js';
import { object } from '../schema/schema.js';
import { id, userId } from '../schema/words.js';
import { verb } from './verb.js';

/** Taken by the access monitor, handed on to availability with the caller's reply subject (claim 11). */
export const selectionVerbs = {
  'profile.activate': verb(
    'As the method',
    object({ user: userId, profile: id }, { mode: id, until: askedUntil }),
    changed,
  ),
  'profile.deactivate': verb('As the method', object({ user: userId, profile: id }), changed),
  'mode.activate': verb(
    'As the method',
    object({ user: userId, mode: id }, { until: askedUntil }),
    changed,
  ),
  'mode.clear': verb('As the method', object({ user: userId }), changed),
};
