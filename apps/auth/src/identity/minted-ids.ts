import { createHash, randomBytes } from 'node:crypto';
import { uuidV7, uuidV7Ms } from '@liaison/contracts';
import type { CredentialId, IdentityId, TerminalId, UserId } from '@liaison/domain';

/** Letters of ids: base 32 without those that are misread (Crockford's), in the order of their values. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 10;
const CHANCE_CHARS = 10;

/** An opaque user's id, the same for the same command: a repeated `user.add` means the same user. */
export function userIdOf(command: string): UserId {
  return `u${letters(createHash('sha256').update(`user\n${command}`).digest(), 20)}`;
}

/** The id of a service's identity, the same for the same command. */
export function serviceIdentityOf(command: string): IdentityId {
  return `i${letters(createHash('sha256').update(`identity\n${command}`).digest(), 20)}`;
}

/** An opaque terminal's id, never used twice. */
export function newTerminalId(): TerminalId {
  return `t${letters(randomBytes(20), 20)}`;
}

/** Sorts by when it was made, to the millisecond: the oldest refresh family is the first. */
export function newCredentialId(ms: number): CredentialId {
  let time = '';
  for (let rest = ms; time.length < TIME_CHARS; rest = Math.floor(rest / 32)) {
    time = `${LETTERS[rest % 32] ?? ''}${time}`;
  }
  return `${time}${letters(randomBytes(CHANCE_CHARS), CHANCE_CHARS)}`;
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
