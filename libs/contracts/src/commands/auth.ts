import { CREDENTIALS_MAX, TERMINALS_MAX } from '@liaison/domain';
import { credentialId, credentialKind, label } from '../facts/account/account-fact.js';
import { NOTE_CHARS_MAX } from '../facts/account/suspended.js';
import { displayName, login, password, token, tokens } from '../rpc/auth.js';
import { changed, ownTerminal } from '../rpc/terminal.js';
import { flag, integer, list, object, pattern, text, word, words } from '../schema/schema.js';
import { callNumber, id, terminalId, terminalKind, userId } from '../schema/words.js';
import { verb } from './verb.js';

const KEYS_MAX = 16;
const VERIFIER_CHARS_MAX = 256;
const KEY_ID_CHARS_MAX = 128;
/** Users one page of `user.list` holds at most. */
export const USERS_PAGE_MAX = 200;

/** A service's secret: 32 random bytes in base64url. */
const secret = pattern('^[A-Za-z0-9_-]{43}$');
/** Public key of a user, as nkeys are written. */
const userNkey = pattern('^U[A-Z2-7]{55}$');

const user = object({ user: userId });
/** Why an account is suspended or reinstated; the note is sealed. */
const because = object({ user: userId, cause: id }, { note: text(NOTE_CHARS_MAX) });
const status = words('registered', 'suspended', 'erased', 'erasure-completed');

/** An Ed25519 key that verifies access tokens (RFC 8037). */
const publicKey = object(
  {
    kty: word('OKP'),
    crv: word('Ed25519'),
    x: pattern('^[A-Za-z0-9_-]{43}$'),
    kid: text(KEY_ID_CHARS_MAX, 1),
  },
  { alg: word('EdDSA'), use: word('sig') },
);

const listedUser = object(
  {
    user: userId,
    status,
    terminals: integer(0, TERMINALS_MAX),
  },
  { login, displayName },
);

/** What auth answers: to terminals through a gateway, to gateways, and to operators. */
export const authVerbs = {
  'auth.login': verb('As the method', object({ login, password }), tokens),
  'auth.refresh': verb('As the method', object({ refresh: token }), tokens),
  'auth.keys': verb(
    'The keys that verify access tokens, the newest first',
    object({}),
    object({ keys: list(publicKey, KEYS_MAX, 1) }),
  ),
  'terminal.enrol': verb(
    'As the method; `user` is whom the token is for, `family` the login it comes from',
    object(
      { user: userId, kind: terminalKind, label },
      { number: callNumber, family: credentialId },
    ),
    object({ terminal: terminalId }),
  ),
  'terminal.list': verb('As the method', user, object({ items: list(ownTerminal, TERMINALS_MAX) })),
  'terminal.remove': verb(
    'As the method; `terminal` is the one to remove',
    object({ user: userId, terminal: terminalId }),
    changed,
  ),
  'user.add': verb(
    'Registers a user; without an id one is made',
    object({ login, displayName, password }, { user: userId }),
    user,
  ),
  'user.import': verb(
    'Registers a user brought from elsewhere, with a ready verifier or without a password; once a login',
    object({ login, displayName }, { user: userId, verifier: text(VERIFIER_CHARS_MAX, 1) }),
    object({ user: userId, changed: flag }),
  ),
  'user.list': verb(
    'Users by id, a page at a time; `next` begins the next page as `after`',
    object({}, { after: userId, max: integer(1, USERS_PAGE_MAX) }),
    object({ items: list(listedUser, USERS_PAGE_MAX) }, { next: userId }),
  ),
  'user.show': verb(
    'One user: status, terminals and credentials, none of them readable',
    user,
    object(
      {
        user: userId,
        status,
        terminals: list(object({ terminal: terminalId, kind: terminalKind }), TERMINALS_MAX),
        credentials: list(
          object({ credential: credentialId, kind: credentialKind }),
          CREDENTIALS_MAX,
        ),
      },
      { login, displayName },
    ),
  ),
  'user.suspend': verb('Suspends a user: nobody to others, connections ended', because, changed),
  'user.reinstate': verb('Gives a suspended user back what there was', because, changed),
  'user.set-password': verb(
    'Gives a user a password, in place of the one there may be',
    object({ user: userId, password }),
    changed,
  ),
  'user.revoke': verb(
    'Revokes one credential or, where none is named, all; a password takes the logins made by it along',
    object({ user: userId, cause: id }, { credential: credentialId }),
    changed,
  ),
  'service.issue-identity': verb(
    'Gives a service an identity: a secret made here and told once, or a public nkey of its own',
    object({ service: id, kind: words('secret', 'nkey') }, { publicKey: userNkey }),
    object({ identity: id, user: id }, { secret }),
  ),
  'service.revoke-identity': verb(
    'Takes an identity from a service: its secret is destroyed, and the service must log in anew',
    object({ service: id, identity: id }),
    changed,
  ),
  'service.call-nonce': verb(
    'Apps alone: the last token of the subject a service is called on; never logged',
    object({ service: id }),
    object({ nonce: pattern('^[0-9a-f]{32}$') }),
  ),
  'user.erase': verb('Erases a user, for good', user, changed),
};
