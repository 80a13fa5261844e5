import { DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import { readAll } from './log.js';
import type { StoreInHand, StoredRow } from './store.js';
import type { System } from './system.js';

const ROWS = '$KV.ROWS.';
const KEYS = '$KV.KEYS.';
/** How far rows are stored. */
const MARK = 'mark.';
/** What tells whether the master key is the right one. */
const CHECK = 'check';

/** In the engine's buckets ROWS and KEYS, which are streams. */
export class StoreInEngine implements StoreInHand {
  constructor(private readonly system: Pick<System, 'operator'>) {}

  async rows(head = ''): Promise<Map<string, StoredRow>> {
    const rows = new Map<string, StoredRow>();
    for (const [place, value] of await this.last('KV_ROWS', ROWS)) {
      if (place.startsWith(head) && !place.startsWith(MARK)) rows.set(place, rowIn(value));
    }
    return rows;
  }

  async keys(user?: string): Promise<Map<string, Buffer>> {
    const all = [...(await this.last('KV_KEYS', KEYS))].filter(([place]) => place !== CHECK);
    return new Map(all.filter(([place]) => user === undefined || place.split('.').includes(user)));
  }

  async changeRow(place: string, change: (state: string) => string): Promise<void> {
    const row = (await this.rows(place)).get(place);
    if (row === undefined) throw new Error(`there is no row ${place}`);
    const text = `${row.seq}\n${change(row.state)}`;
    await this.system.operator.request(`${ROWS}${place}`, text);
  }

  async addRow(place: string, state: string): Promise<void> {
    await this.system.operator.request(`${ROWS}${place}`, `1\n${state}`);
  }

  removeRow(place: string): Promise<void> {
    return this.purge(place);
  }

  async dropRows(projection: string): Promise<void> {
    await this.purge(`${MARK}${projection}.*`);
    await this.purge(`${projection}.>`);
  }

  /** All of it lies in streams. */
  texts(): Promise<readonly (readonly [string, string])[]> {
    return Promise.resolve([]);
  }

  private async purge(places: string): Promise<void> {
    const jsm = await jetstreamManager(this.system.operator);
    await jsm.streams.purge('KV_ROWS', { filter: `${ROWS}${places}` });
  }

  /** What lies under each subject last, by the subject without `head`. */
  private async last(stream: string, head: string): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    const from = { deliver_policy: DeliverPolicy.LastPerSubject };
    await readAll(this.system, stream, from, ({ subject, data }) => {
      found.set(subject.slice(head.length), Buffer.from(data));
    });
    return found;
  }
}

function rowIn(value: Buffer): StoredRow {
  const text = value.toString();
  const end = text.indexOf('\n');
  return { seq: Number(text.slice(0, end)), state: text.slice(end + 1) };
}
