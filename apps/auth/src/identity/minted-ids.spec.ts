import { describe, expect, it } from '@jest/globals';
import { USER_ID_CHARS_MAX, isId, uuidV7Ms } from '@liaison/contracts';
import { newCredentialId, newTerminalId, stepCommand, userIdOf } from './minted-ids.js';

const COMMAND = '019b8a46-0000-7abc-8def-0123456789ab';

describe('an id we mint', () => {
  it('of a user is the same for the same command, and short enough', () => {
    expect(userIdOf(COMMAND)).toBe(userIdOf(COMMAND));
    expect(userIdOf(COMMAND)).not.toBe(userIdOf(COMMAND.replace('abc', 'abd')));
    expect(isId(userIdOf(COMMAND), USER_ID_CHARS_MAX)).toBe(true);
  });

  it('of a terminal is never the same twice', () => {
    expect(newTerminalId()).not.toBe(newTerminalId());
    expect(isId(newTerminalId(), USER_ID_CHARS_MAX)).toBe(true);
  });

  it('of a credential sorts by when it was made', () => {
    const made = [0, 1, 31, 32, 1_767_571_200_000, 1_767_571_200_001, 0xffff_ffff_ffff];
    const ids = made.map((ms) => newCredentialId(ms));
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.every((id) => isId(id))).toBe(true);
  });

  it('of a step is as old as the command it belongs to, and its own', () => {
    const step = stepCommand(COMMAND, 'password');
    expect(uuidV7Ms(step)).toBe(uuidV7Ms(COMMAND));
    expect(step).toBe(stepCommand(COMMAND, 'password'));
    expect(step).not.toBe(stepCommand(COMMAND, 'another'));
  });
});
