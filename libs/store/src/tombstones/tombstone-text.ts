import { macOf, sameMac } from '../mac.js';

const PURPOSE = 'liaison/tombstones/1';
/** The first line's word; no user has such an id. */
const HEAD = '#liaison-tombstones-1';
const LINE_END = '\n';

/** A list of tombstones cannot be used; the message says which line and what to do. */
export class TombstonesRefused extends Error {
  override readonly name = 'TombstonesRefused';
}

/** The first line of a list. */
export function headLine(masterKey: Uint8Array): string {
  return line(masterKey, HEAD);
}

/** The line that says that a user's key is destroyed. */
export function tombstoneLine(masterKey: Uint8Array, user: string): string {
  return line(masterKey, user);
}

function line(masterKey: Uint8Array, word: string): string {
  return `${word} ${macOf(masterKey, PURPOSE, word)}${LINE_END}`;
}

/**
 * The users of a list, as the master key's owner wrote it. What a crash left of the last line is passed
 * over: that key was not destroyed yet. Throws `TombstonesRefused`.
 */
export function readTombstones(
  masterKey: Uint8Array,
  text: string,
  where: string,
): ReadonlySet<string> {
  const lines = text.slice(0, text.lastIndexOf(LINE_END) + 1).split(LINE_END);
  lines.pop();
  if (lines.length === 0) throw new TombstonesRefused(`${where} holds no list of tombstones`);
  const users = new Set<string>();
  for (const [index, one] of lines.entries()) {
    const [word = '', ...macs] = one.split(' ');
    const isOurs = sameMac(macs.join(' '), macOf(masterKey, PURPOSE, word));
    if (!isOurs || (index === 0 && word !== HEAD)) refuseLine(where, index + 1);
    // Two replicas that began it at once left two heads.
    if (word !== HEAD) users.add(word);
  }
  return users;
}

function refuseLine(where: string, number: number): never {
  throw new TombstonesRefused(
    `line ${number} of the list of tombstones ${where} was changed, or written with another master key: ` +
      'take another copy of the list, or write it anew with `liaison tombstones` where the system still runs',
  );
}
