import { LABEL_MAX, PROFILES_MAX } from '@liaison/domain';
import { profileDocument } from '../schema/profile-document.js';
import {
  type Schema,
  anyObject,
  flag,
  integer,
  list,
  object,
  oneOf,
  text,
  word,
  words,
} from '../schema/schema.js';
import { id, instant } from '../schema/words.js';
import { changes, reads } from './method.js';
import { previewOfAny, previewOptions, previewResult } from './preview.js';
import { changed } from './terminal.js';

/** The version of an upload: its revision. */
const version = integer(1);
/** How long a manual activation is asked to hold. */
export const askedUntil: Schema<string> = oneOf(words('next-change', 'cleared'), instant);
/** How long one holds. */
export const until: Schema<string> = oneOf(word('cleared'), instant);

const anyDocument = object({ profile: anyObject }, { expectedVersion: version });

/** Claims 1.6, 1.7 and 11.4: profiles are uploaded, read, and one is made active. */
export const profileMethods = {
  'profile.upload': changes({
    about: 'Stores a whole profile document; without expectedVersion it must be new',
    params: object({ profile: profileDocument }, { expectedVersion: version }),
    loose: anyDocument,
    result: object({ profile: id, version }),
    answeredBy: 'availability',
    refusals: ['invalid-profile', 'version-conflict', 'in-use', 'too-many-profiles', 'too-large'],
  }),
  'profile.list': reads({
    about: 'The user’s profiles, by id',
    params: object({}),
    result: object({
      items: list(
        object({ profile: id, label: text(LABEL_MAX), version, active: flag }),
        PROFILES_MAX,
      ),
    }),
    answeredBy: 'availability',
  }),
  'profile.get': reads({
    about: 'A profile document as it was uploaded, and its version',
    params: object({ profile: id }),
    result: object({ profile: profileDocument, version }),
    answeredBy: 'availability',
    refusals: ['unknown-profile'],
  }),
  'profile.preview': reads({
    about:
      'What a draft would tell each of its contacts, and the viewers named, over the next days: seven, or so far as one answer goes; nothing is stored',
    params: object({ profile: profileDocument }, previewOptions),
    loose: previewOfAny,
    result: previewResult,
    answeredBy: 'availability',
    refusals: ['invalid-profile', 'preview-too-long'],
  }),
  'profile.delete': changes({
    about: 'Deletes a profile that is not active',
    params: object({ profile: id }),
    result: changed,
    answeredBy: 'availability',
    refusals: ['unknown-profile', 'in-use'],
  }),
  'profile.activate': changes({
    about: 'Makes a profile the active one, and with it, if named, a mode: one fact, one push',
    params: object({ profile: id }, { mode: id, until: askedUntil }),
    result: changed,
    answeredBy: 'access-monitor',
    refusals: ['unknown-profile', 'unknown-mode', 'until-past'],
  }),
  'profile.deactivate': changes({
    about: 'Leaves the user without an active profile',
    params: object({ profile: id }),
    result: changed,
    answeredBy: 'access-monitor',
    refusals: ['unknown-profile'],
  }),
};

/** Claims 1.8 and 11.4: a mode of the active profile is made active by hand. */
export const modeMethods = {
  'mode.activate': changes({
    about: 'Activates a mode of the active profile',
    params: object({ mode: id }, { until: askedUntil }),
    result: changed,
    answeredBy: 'access-monitor',
    refusals: ['no-active-profile', 'unknown-mode', 'until-past'],
  }),
  'mode.clear': changes({
    about: 'Ends the manual activation; what holds then is computed',
    params: object({}),
    result: changed,
    answeredBy: 'access-monitor',
    refusals: ['no-active-profile'],
  }),
};
