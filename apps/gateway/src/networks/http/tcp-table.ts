import { readFile } from 'node:fs/promises';
import { type Socket, SocketAddress, isIPv6 } from 'node:net';

/** Linux, of the network namespace we are in: `man 5 proc`. */
const TABLES = { ipv4: '/proc/self/net/tcp', ipv6: '/proc/self/net/tcp6' } as const;
const ESTABLISHED = '01';
/** Places in a line of the table. */
const LOCAL = 1;
const REMOTE = 2;
const STATE = 3;
const RESENT = 6;
const HEX = 16;
const GROUP = 8;

/** A line by its ends, as the table names it. */
type LineName = string;

/**
 * How often in a row the oldest unacknowledged bytes of each line of these sockets were sent again; lines
 * of which all is acknowledged are left out. Empty where the system does not tell (all but Linux).
 */
export async function resentBytes(
  sockets: readonly Socket[],
): Promise<ReadonlyMap<LineName, number>> {
  const families = new Set(sockets.map(({ localAddress = '' }) => familyOf(localAddress)));
  const resent = new Map<LineName, number>();
  for (const family of families) {
    const text = await readFile(TABLES[family], 'latin1').catch(() => '');
    for (const [name, times] of resentIn(text)) resent.set(name, times);
  }
  return resent;
}

/** As in the answer of `resentBytes`. */
export function lineName({ localPort, remoteAddress = '', remotePort }: Socket): LineName {
  // A zone, which only addresses of one link have, is not in the table.
  return `${localPort} ${remoteAddress.replace(/%.*/, '')}:${remotePort}`;
}

/** The same of the text of one table. */
export function resentIn(text: string): readonly (readonly [LineName, number])[] {
  return text.split('\n').flatMap((line) => {
    const read = resentOn(line);
    return read === undefined ? [] : [read];
  });
}

function resentOn(line: string): readonly [LineName, number] | undefined {
  const words = line.trim().split(/ +/);
  const times = Number.parseInt(words[RESENT] ?? '0', HEX);
  if (words[STATE] !== ESTABLISHED || !(times > 0)) return undefined;
  const [, localPort = ''] = (words[LOCAL] ?? '').split(':');
  const [address = '', remotePort = ''] = (words[REMOTE] ?? '').split(':');
  return [`${portOf(localPort)} ${addressOf(address)}:${portOf(remotePort)}`, times];
}

const familyOf = (address: string): keyof typeof TABLES => (isIPv6(address) ? 'ipv6' : 'ipv4');
const portOf = (hex: string): number => Number.parseInt(hex, HEX);

/** Groups of four bytes, each as a number of this (little-endian) machine. */
function addressOf(hex: string): string {
  const groups = hex.match(/.{8}/g) ?? [];
  const bytes = groups.flatMap((group) => (group.match(/../g) ?? []).toReversed());
  if (hex.length === GROUP) return bytes.map((byte) => Number.parseInt(byte, HEX)).join('.');
  const words = bytes.join('').match(/.{4}/g) ?? [];
  return new SocketAddress({ address: words.join(':'), family: 'ipv6' }).address;
}
