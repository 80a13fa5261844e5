import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from '@liaison/contracts';
import { ownOrigins } from '../page/own-origins.js';

/** The exact Origins that browsers may come from: those listed, and of the page served here. */
export class Origins {
  private readonly exact: Set<string>;

  constructor(private readonly settings: Pick<Settings, 'origins' | 'page'>) {
    const listed = settings.origins.split(',').map((origin) => origin.trim());
    this.exact = new Set(listed.filter((origin) => origin !== ''));
  }

  has(origin: string): boolean {
    return this.exact.has(origin);
  }

  /** Lets in the page that this server serves itself, once it is known where it listens. */
  admitOwnPage(server: Server): void {
    if (this.settings.page === '') return;
    const listening = (): void => {
      for (const origin of ownOrigins(server.address() as AddressInfo)) this.exact.add(origin);
    };
    if (server.listening) listening();
    else server.once('listening', listening);
  }
}
