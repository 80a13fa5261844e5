import type { JsonObject, RefusalCode } from '@liaison/contracts';

/** What was asked for, as it was sent: the words of a remedy are taken from it. */
export interface Asked {
  readonly verb: string;
  readonly data: JsonObject;
}

/** What was sent as `name`, or where nothing was what to put there. */
type Word = (name: string, otherwise: string) => string;
type Remedy = (word: Word, verb: string) => string;

const type = (line: string): string => `\`npx liaison ${line}\``;
const see =
  (line: (word: Word) => string): Remedy =>
  (word) =>
    `see ${type(line(word))}`;
const user = (word: Word): string => word('user', 'USER');
const again = 'give the command again without --command';

/**
 * What an operator types, where the catalogue says what a terminal or a service sends. Codes that are
 * not here say what to do in nobody's words.
 */
const REMEDIES: Readonly<Partial<Record<RefusalCode, Remedy>>> = {
  malformed: () => 'see the `--help` of this command',
  'too-large': () => 'give less at once',
  'command-too-old': () => again,
  'clock-ahead': () => again,
  'command-reused': () => again,
  unavailable: () => `try again in a moment; if it stays, see ${type('doctor')}`,
  internal: () => `try again; if it stays, see ${type('doctor')} and the log`,
  'not-registered': (word, verb) =>
    `see ${type(verb.startsWith('service.') && word('user', '') === '' ? 'service list' : 'user list')}`,
  'already-registered': () => 'choose another --id, or leave it out to be given one',
  'login-taken': () => `choose another login; ${type('user list')} shows who has this one`,
  suspended: (word) => `reinstate them first: ${type(`user reinstate ${user(word)}`)}`,
  erased: () => `register them anew, under another id: ${type('user add LOGIN')}`,
  'not-erased': (word) => `erase them first: ${type(`user erase ${user(word)}`)}`,
  'unknown-credential': see((word) => `user show ${user(word)}`),
  'too-many-credentials': (word) =>
    `revoke one first: ${type(`user revoke ${user(word)} CREDENTIAL`)}`,
  'unknown-terminal': see((word) => `terminal list ${user(word)}`),
  'unknown-profile': see((word) => `profile list ${user(word)}`),
  'unknown-mode': see((word) => {
    const profile = word('profile', '');
    return profile === '' ? `mode list ${user(word)}` : `profile show ${user(word)} ${profile}`;
  }),
  'no-active-profile': (word) =>
    `activate one first: ${type(`profile activate ${user(word)} PROFILE`)}`,
  'version-conflict': (word) => {
    const shown = type(`profile show ${user(word)} ${word('profile', 'PROFILE')}`);
    return `${shown} says its version: upload again with --expected-version VERSION`;
  },
  'too-many-profiles': (word) =>
    `delete one first: ${type(`profile delete ${user(word)} PROFILE`)}`,
  'in-use': (word, verb) =>
    verb === 'profile.delete'
      ? `end that first: ${type(`profile deactivate ${user(word)} ${word('profile', 'PROFILE')}`)}`
      : `end that first: ${type(`mode clear ${user(word)}`)}`,
  'at-future': (word) =>
    `give one that is over; of days to come tells ${type(`profile preview FILE --user ${user(word)}`)}`,
  'no-grant': see((word) => `consent list ${user(word)}`),
  'no-request': see((word) => `consent asked ${user(word)}`),
  'too-many-consents': (word) =>
    `withdraw or unblock one of ${type(`consent list ${user(word)}`)} first`,
  'unknown-service': see(() => 'service list'),
  retired: () => `register a new one, under another id: ${type('service add SERVICE')}`,
  'too-many-services': (word) =>
    `close one to them first: ${type(`service close SERVICE --user ${user(word)}`)}`,
  'unknown-notification': see((word) => `parked list ${word('service', 'SERVICE')}`),
};

/** What to type about a refusal; `otherwise` where that is the same for everybody. */
export function remedyFor(code: string, asked: Asked, otherwise: string): string {
  const remedy = Object.hasOwn(REMEDIES, code) ? REMEDIES[code as RefusalCode] : undefined;
  if (remedy === undefined) return otherwise;
  return remedy((name, none) => wordIn(asked.data[name], name) ?? none, asked.verb);
}

/** An id that was sent by itself, or in the document it names. */
function wordIn(sent: unknown, name: string): string | undefined {
  if (typeof sent === 'string') return sent;
  if (typeof sent !== 'object' || sent === null) return undefined;
  const inside = (sent as Readonly<Record<string, unknown>>)[name];
  return typeof inside === 'string' ? inside : undefined;
}
