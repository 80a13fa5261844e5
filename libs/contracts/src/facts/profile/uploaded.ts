import { object } from '../../schema/schema.js';
import { profileDocument } from '../../schema/profile-document.js';
import { factBytesMax } from '../bytes.js';
import { profileFact } from './profile-fact.js';

export const uploaded = profileFact({
  type: 'profile.uploaded',
  fact: 'ProfileUploaded',
  open: object({}),
  sealed: object({ document: profileDocument }),
  bytesMax: factBytesMax.profileUploaded,
});
