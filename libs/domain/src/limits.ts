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
/** Requests without a decision that an owner's fold keeps; further ones may be made again. */
export const REQUESTS_KEPT_MAX = 1000;
/** A denial silences its asker for so long. */
export const SILENCE_DAYS = 30;
/** A request to an id that nobody has is shown to whoever registers it within so long. */
export const UNREGISTERED_DAYS = 30;
/** One user is asked for authorisation by the same asker once in so long. */
export const ASK_HOURS = 24;
/** Users one asker may ask for authorisation in `ASK_HOURS`. */
export const ASKED_MAX = 20;
/** Boundaries one profile fact can settle. */
export const PASSED_MAX = 400;
/** What those boundaries may take of a fact, in bytes of JSON: it has to fit beside an upload. */
export const PASSED_MAX_BYTES = 16 * 1024;
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
/** Times of a day at which one availability rule may begin a period. */
export const RULE_TIMES_MAX = 48;
/** The same over all rules of a profile. */
export const PROFILE_TIMES_MAX = 400;
/** Days that may have to be looked at to count the COUNTs of a profile's rules. */
export const COUNTED_DAYS_MAX = 200_000;
/** Characters of a profile's label. */
export const LABEL_MAX = 128;
/** Events a service may declare that it emits. */
export const EMITS_MAX = 128;
/** Events a service may declare that it wants. */
export const WANTS_MAX = 128;
/** Operations a service may declare. */
export const CALLS_MAX = 64;
/** Canonical size of a declaration, in bytes. */
export const DECLARATION_MAX_BYTES = 32 * 1024;
/** Keys of a declaration, over all its objects, schemas included. */
export const DECLARATION_MAX_KEYS = 4000;
/** Levels of a declaration, schemas included. */
export const DECLARATION_MAX_DEPTH = 32;
/** Characters of an event's type, and of an operation's name. */
export const EVENT_TYPE_MAX = 128;
export const OPERATION_MAX = 128;
/** Notifications a service may have in hand unacknowledged. */
export const IN_FLIGHT_MAX = 10_000;
/** Processes of one service connected at once. */
export const SERVICE_CONNECTIONS_MAX = 16;
/** Grants a service may hold. */
export const GRANTS_MAX = 32;
/** Identities of one service. */
export const IDENTITIES_MAX = 8;
/** Services opened to one user or activated by them. */
export const SELECTED_SERVICES_MAX = 64;
/** Events of services one user may want. */
export const INTERESTS_MAX = 128;
/** Items one fact acknowledges. */
export const ITEMS_ACKNOWLEDGED_MAX = 256;
/** Event notifications that wait for one user; the oldest give way. */
export const INBOX_ITEMS_MAX = 1000;
/** Events one fact matches. */
export const MATCHED_EVENTS_MAX = 256;
/** Services one event is copied to. */
export const RECEIVERS_MAX = 500;
/** Characters of an event's id. */
export const EVENT_ID_MAX = 128;
