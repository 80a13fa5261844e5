import { until } from './await.js';
import type { Terminal } from './terminal.js';

/** An event notification as a terminal gets it. */
export interface Item {
  readonly id: string;
  readonly event: { readonly id: string };
}

interface Fetched {
  readonly items: readonly Item[];
  readonly left: number;
}
const MAX = 256;

/** What waits for the terminal's user, and how much more does. */
export const fetched = (terminal: Terminal, max = MAX): Promise<Fetched> =>
  terminal.call('notification.fetch', { max });

/** The services' own ids of the events. */
export const eventsOf = (items: readonly Item[]): readonly string[] =>
  items.map(({ event }) => event.id);

/** What this connection was handed, in order. */
export const handed = (terminal: Terminal): readonly Item[] =>
  terminal.notesOf('notification').map(({ params }) => params as unknown as Item);

/** Waits until this connection was handed so many. */
export const handedTo = (terminal: Terminal, count: number): Promise<unknown> =>
  until(`${count} were handed over`, () => handed(terminal).length >= count);

/** Waits until so many wait for the user, as fetch shows them. */
export const kept = (terminal: Terminal, count: number): Promise<unknown> =>
  until(`${count} are kept`, async () => {
    const all = await terminal.poll<Fetched>('notification.fetch', { max: MAX });
    return all?.items.length === count;
  });

export const acknowledge = (terminal: Terminal, items: readonly Item[]): Promise<unknown> =>
  terminal.call('notification.acknowledge', { ids: items.map(({ id }) => id) });
