import { createHash, randomBytes } from 'node:crypto';
import { uuidV7, uuidV7Ms } from '@liaison/contracts';
import type { CredentialId, IdentityId, TerminalId, UserId } from '@liaison/domain';

/** Letters of ids: base 32 without those that are misread (Crockford's), in the order of their values. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 10;
/** Letters of an id that are chance, a byte each. */
export const ID_CHARS = 20;
export const CHANCE_CHARS = 10;

/** An opaque user's id, the same for the same command: a repeated `user.add` means the same user. */
export function userIdOf(command: string): UserId {
  return `u${letters(createHash('sha256').update(`user\n${command}`).digest(), ID_CHARS)}`;
}

/** The id of a service's identity, the same for the same command. */
export function serviceIdentityOf(command: string): IdentityId {
  return `i${letters(createHash('sha256').update(`identity\n${command}`).digest(), ID_CHARS)}`;
}

/** An opaque terminal's id of 20 random bytes, never used twice. */
export function newTerminalId(random: Uint8Array = randomBytes(ID_CHARS)): TerminalId {
  return `t${letters(random, ID_CHARS)}`;
}

/** Sorts by when it was made, to the millisecond: the oldest refresh family is the first. */
export function newCredentialId(
  ms: number,
  random: Uint8Array = randomBytes(CHANCE_CHARS),
): CredentialId {
  let time = '';
  for (let rest = ms; time.length < TIME_CHARS; rest = Math.floor(rest / 32)) {
    time = `${LETTERS[rest % 32] ?? ''}${time}`;
  }
  return `${time}${letters(random, CHANCE_CHARS)}`;
}

/** The id of a password that is set, the same for the same command. */
export function passwordIdOf(command: string): CredentialId {
  const chance = createHash('sha256').update(`password\n${command}`).digest();
  return newCredentialId(uuidV7Ms(command) ?? 0, chance);
}

/** The id of a step that a command leads to: as old as the command, and the same at every repeat. */
export function stepCommand(command: string, step: string): string {
  const chance = createHash('sha256').update(`${step}\n${command}`).digest();
  return uuidV7(uuidV7Ms(command) ?? 0, chance);
}

function letters(bytes: Uint8Array, chars: number): string {
  let out = '';
  for (const byte of bytes.subarray(0, chars)) out += LETTERS[byte % 32] ?? '';
  return out;
}
