/** Terminals a user may have enrolled. */
export const TERMINALS_MAX = 10;
/** Credentials an account may hold; a new one past it retires the oldest refresh family. */
export const CREDENTIALS_MAX = 32;
/** Profiles a user may have uploaded. */
export const PROFILES_MAX = 16;
/** Grants, denials and blocks an owner may hold, counted together. */
export const CONSENTS_MAX = 1000;
/** Requests for authorisation an owner is shown. */
export const PENDING_MAX = 200;
/** A denial silences its asker for so long. */
export const SILENCE_DAYS = 30;
/** Boundaries one profile fact can settle. */
export const PASSED_MAX = 400;
/** Canonical size of a profile document, in bytes. */
export const DOCUMENT_MAX_BYTES = 48 * 1024;
/** Keys in a profile document, over all its objects. */
export const DOCUMENT_MAX_KEYS = 4000;
/** Levels of a profile document; the legal ones have five. */
export const DOCUMENT_MAX_DEPTH = 32;
export const CONTACTS_MAX = 1000;
/** Users one audience may name. */
export const AUDIENCE_MAX = 1000;
export const MODES_MAX = 32;
/** Availability rules of a profile, over all its modes. */
export const RULES_MAX = 200;
/** Characters of a profile's label. */
export const LABEL_MAX = 128;
