/** What a message may not exceed, whatever it says. */
export interface ScanLimits {
  readonly jsonDepthMax: number;
  readonly jsonKeysMax: number;
  readonly jsonArrayItemsMax: number;
}

export type ScanFinding = 'fits' | 'too-deep' | 'too-many-keys' | 'too-many-items';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Not an array: its commas are not counted. */
const UNCOUNTED = -1;

/**
 * Reads the bytes of a JSON text once, before any parser does, and bounds what a parser would build:
 * depth, keys in all, items of one array. It does not judge whether the text is JSON.
 */
export function scan(bytes: Uint8Array, limits: ScanLimits): ScanFinding {
  const built: Built = { keys: 0, items: [] };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (!PLAIN[byte]) {
      const finding = count(built, byte, limits);
      if (finding !== 'fits') return finding;
    }
  }
  return 'fits';
}

/** What a parser would have built so far: keys, and the items of each open array. */
interface Built {
  keys: number;
  readonly items: number[];
}

/** Bytes that build nothing outside of strings. */
const PLAIN: readonly boolean[] = Array.from(
  { length: 256 },
  (_, byte) => ![COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT].includes(byte),
);

function count(built: Built, byte: number, limits: ScanLimits): ScanFinding {
  const { items } = built;
  switch (byte) {
    case COLON:
      return ++built.keys > limits.jsonKeysMax ? 'too-many-keys' : 'fits';
    case COMMA:
      return oneMore(items) >= limits.jsonArrayItemsMax ? 'too-many-items' : 'fits';
    case OPEN_ARRAY:
    case OPEN_OBJECT:
      items.push(byte === OPEN_ARRAY ? 0 : UNCOUNTED);
      return items.length > limits.jsonDepthMax ? 'too-deep' : 'fits';
    default:
      items.pop();
      return 'fits';
  }
}

/** The position of the closing quote, or of the last byte where there is none. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Counts a comma of the innermost array; answers how many it has now. */
function oneMore(items: number[]): number {
  const innermost = items.length - 1;
  const commas = items[innermost] ?? UNCOUNTED;
  if (commas === UNCOUNTED) return UNCOUNTED;
  items[innermost] = commas + 1;
  return commas + 1;
}
