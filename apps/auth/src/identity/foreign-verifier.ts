/** An argon2id verifier as PHC strings write it: work, salt of 8 to 48 bytes, hash of 16 to 64. */
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,5}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,86})$/;

/** Work that a verifier may ask of us at each login; less than ours is made good at the first one. */
const MEMORY_KIB_MIN = 4_096;
const MEMORY_KIB_MAX = 65_536;
const PASSES_MAX = 10;
const LANES_MAX = 4;

/**
 * Whether a verifier made elsewhere is one we can take: bounded, since whoever shows a password has us do
 * the work it names, and none that is next to no work.
 */
export function isTakenVerifier(phc: string): boolean {
  const [, memory, passes, lanes, salt, hash] = PHC.exec(phc) ?? [];
  return (
    isCanonical(salt) &&
    isCanonical(hash) &&
    isBetween(Number(memory), MEMORY_KIB_MIN, MEMORY_KIB_MAX) &&
    isBetween(Number(passes), 1, PASSES_MAX) &&
    isBetween(Number(lanes), 1, LANES_MAX)
  );
}

/** Bytes in base64 without padding, as whoever encodes them writes them: argon2 reads no other form. */
function isCanonical(base64: string | undefined): boolean {
  if (base64 === undefined) return false;
  return Buffer.from(base64, 'base64').toString('base64').replace(/=+$/, '') === base64;
}

function isBetween(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}
