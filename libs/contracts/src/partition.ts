const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a, 32 bits, of ASCII text: the same as the engine's own `partition()`. */
export function fnv1a32(ascii: string): number {
  let hash = OFFSET_BASIS;
  for (let at = 0; at < ascii.length; at++) {
    hash = Math.imul(hash ^ ascii.charCodeAt(at), PRIME);
  }
  return hash >>> 0;
}
