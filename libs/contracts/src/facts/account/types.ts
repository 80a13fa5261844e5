import { credentialIssued } from './credential-issued.js';
import { credentialRevoked } from './credential-revoked.js';
import { erased } from './erased.js';
import { erasureCompleted } from './erasure-completed.js';
import { registered } from './registered.js';
import { reinstated } from './reinstated.js';
import { suspended } from './suspended.js';
import { terminalEnrolled } from './terminal-enrolled.js';
import { terminalRemoved } from './terminal-removed.js';

/** What auth records of an account. */
export const accountFactTypes = [
  registered,
  suspended,
  reinstated,
  erased,
  erasureCompleted,
  terminalEnrolled,
  terminalRemoved,
  credentialIssued,
  credentialRevoked,
];
