import type { AddressInfo } from 'node:net';

const LOOPBACK_4 = '127.0.0.1';
const LOOPBACK_6 = '[::1]';
const LOCAL = 'localhost';

/**
 * The Origins of a page that this server serves itself: of the address it listens on, and of names
 * that always mean this machine. Never what a request calls us: any name can be made to lead here.
 */
export function ownOrigins({ address, port }: AddressInfo): readonly string[] {
  return namesOf(address).map((name) => `http://${name}:${port}`);
}

function namesOf(address: string): readonly string[] {
  switch (address) {
    case LOOPBACK_4:
      return [LOOPBACK_4, LOCAL];
    case '::1':
      return [LOOPBACK_6, LOCAL];
    case '0.0.0.0':
    case '::':
      return [LOOPBACK_4, LOOPBACK_6, LOCAL];
  }
  return [address.includes(':') ? `[${address}]` : address];
}
