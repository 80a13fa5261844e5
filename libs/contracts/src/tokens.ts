/** Longest id of a user or a terminal, in characters: 1,000 contacts stay under 48 KiB. */
export const USER_ID_CHARS_MAX = 24;
/** Longest id of anything else, in characters. */
export const ID_CHARS_MAX = 64;

/** Ids as a JSON Schema pattern: `[A-Za-z0-9][A-Za-z0-9_-]{0,63}`. */
export const idPattern = (charsMax: number): string =>
  `^[A-Za-z0-9][A-Za-z0-9_-]{0,${charsMax - 1}}$`;

/** A text that may not become a token of a subject. */
export class BadToken extends Error {
  override readonly name = 'BadToken';
  constructor(what: string, text: unknown) {
    const shown =
      typeof text === 'string' ? JSON.stringify(text.slice(0, ID_CHARS_MAX)) : typeof text;
    super(
      `${shown} is not ${what}: write letters, digits, - and _, a letter or digit first, no more than allowed`,
    );
  }
}

const LETTER_OR_DIGIT = 1;
const DASH = 2;
const KINDS = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789') {
  KINDS[char.charCodeAt(0)] = LETTER_OR_DIGIT;
}
KINDS['-'.charCodeAt(0)] = DASH;
KINDS['_'.charCodeAt(0)] = DASH;

/** Whether a text is an id of at most `charsMax` characters. */
export function isId(text: unknown, charsMax: number = ID_CHARS_MAX): text is string {
  if (typeof text !== 'string' || text.length === 0 || text.length > charsMax) return false;
  if (KINDS[text.charCodeAt(0)] !== LETTER_OR_DIGIT) return false;
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127 || KINDS[code] === 0) return false;
  }
  return true;
}

/** Whether a text is the id of a user or a terminal. */
export const isUserId = (text: unknown): text is string => isId(text, USER_ID_CHARS_MAX);

/** Answers the id, or throws `BadToken`. */
export function idToken(text: string, charsMax: number, what: string): string {
  if (!isId(text, charsMax)) throw new BadToken(what, text);
  return text;
}
