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
  const items: number[] = [];
  let keys = 0;
  let at = 0;
  while (at < bytes.length) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfString(bytes, at);
        break;
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        items.push(bytes[at] === OPEN_ARRAY ? 0 : UNCOUNTED);
        if (items.length > limits.jsonDepthMax) return 'too-deep';
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        items.pop();
        break;
      case COLON:
        keys++;
        if (keys > limits.jsonKeysMax) return 'too-many-keys';
        break;
      case COMMA:
        if (oneMore(items) >= limits.jsonArrayItemsMax) return 'too-many-items';
        break;
    }
    at++;
  }
  return 'fits';
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
  const count = items[innermost] ?? UNCOUNTED;
  if (count === UNCOUNTED) return UNCOUNTED;
  items[innermost] = count + 1;
  return count + 1;
}
