import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bus, Checkpoint, LOG_START } from '@liaison/bus';
import { type Playground, playground } from '@liaison/bus/fixtures';
import type { CommandData, CommandResult } from '@liaison/contracts';
import { JetStreamRowStore, type Row, type RowStore } from '@liaison/store';
import { Entry } from '../projections/entry.js';
import { History } from '../projections/fixtures/history.js';
import { fold } from '../projections/fold.js';
import { headRow } from '../projections/row.js';
import { ROWS, ROW_SETS, otherSet } from '../projections/row-sets.js';
import { liveCheckpoint, setOf } from '../rebuilding/parts.js';
import { inOrder } from './row-pages.js';
import { Views } from './views.js';

const PARTITIONS = 4;
/** One partition holds nearly all users, as chance may have it. */
const FULL = 1;
/** As many rows as one request looks at, and some more. */
const REFUSED = 2_000;
const BEYOND = 5;

type Users = CommandResult<'availability', 'view.users'>;

/** The row of a user who was registered, with a terminal. */
function rowOf(isSuspended: boolean): Row {
  const history = new History();
  const entry = new Entry('alice');
  fold(entry, history.registered());
  fold(entry, history.enrolled('phone'));
  if (isSuspended) fold(entry, history.account({ type: 'UserSuspended', cause: 'unpaid' }));
  return headRow(entry);
}

/** The same under many names; of one who was suspended too. */
function rowsOf(names: readonly string[], suspended = ''): Row[] {
  const [one, other] = [rowOf(false), rowOf(true)];
  return names.map((key) => ({ ...(key === suspended ? other : one), key, isNew: true }));
}

const ids = (users: readonly Users[]): string[] =>
  users.flatMap(({ items }) => items.map(({ user }) => user));

const named = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `u${String(at).padStart(4, '0')}`);

/** Rows in whose place a rebuild puts others, once, while somebody reads them. */
class ReplacedRows extends JetStreamRowStore {
  private replaced: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly partition: number,
  ) {
    super(bus);
  }

  override async page(...asked: Parameters<RowStore['page']>): ReturnType<RowStore['page']> {
    await (this.replaced ??= this.replace());
    return super.page(...asked);
  }

  override async read(...asked: Parameters<RowStore['read']>): ReturnType<RowStore['read']> {
    await (this.replaced ??= this.replace());
    return super.read(...asked);
  }

  private async replace(): Promise<void> {
    const { bus, partition } = this;
    const live = setOf(await liveCheckpoint({ bus }, partition));
    const place = { bus, subject: bus.subjects.checkpoint(ROWS, partition), owner: '_rebuild.1' };
    const to = { rows: otherSet(live), sequence: 0, seen: LOG_START };
    await Checkpoint.handOver(place, to);
    await this.drop(live, partition);
  }
}

describe('the pages of a view', () => {
  let ground: Playground;
  let rows: JetStreamRowStore;
  beforeAll(async () => {
    ground = await playground(PARTITIONS);
    rows = new JetStreamRowStore(ground.bus);
  }, 30_000);
  afterEach(async () => {
    for (let partition = 0; partition < PARTITIONS; partition++) await rows.drop(ROWS, partition);
  });
  afterAll(() => ground.end());

  /** All pages, one after the other. */
  async function pages(asked: CommandData<'availability', 'view.users'>): Promise<Users[]> {
    const views = new Views(ground.bus, rows);
    const found: Users[] = [await views.users(asked)];
    for (let after = found[0]?.next; after !== undefined; after = found.at(-1)?.next) {
      found.push(await views.users({ ...asked, after }));
    }
    return found;
  }

  it('hold every user once and in order, though one partition has nearly all of them', async () => {
    const all = named(60);
    // Users of other partitions in front, between and behind.
    const others = [...['a', 'u0030a', 'z'].entries()];
    await rows.save(ROWS, FULL, rowsOf(all));
    for (const [at, user] of others) await rows.save(ROWS, (FULL + 1 + at) % 4, rowsOf([user]));
    const inAll = [...all, 'a', 'u0030a', 'z'].toSorted();
    const sets = Array<string>(PARTITIONS).fill(ROWS);
    const keys: string[] = [];
    for await (const { key } of inOrder({ rows, sets, after: '', about: 4 })) keys.push(key);
    expect(keys).toEqual(inAll);
    const found = await pages({ max: 25 });
    expect(found.map(({ items }) => items.length)).toEqual([25, 25, 13]);
    expect(ids(found)).toEqual(inAll);
  });

  it('end with where to go on where as many users were looked at as one page looks at', async () => {
    const all = named(REFUSED + BEYOND);
    const last = all.at(-1);
    await rows.save(ROWS, FULL, rowsOf(all, last));
    const found = await pages({ state: 'suspended' });
    expect(found).toEqual([
      { items: [], next: all[REFUSED - 1] },
      { items: [expect.objectContaining({ user: last, state: 'suspended' })] },
    ]);
  }, 15_000);

  it.each<readonly [string, (views: Views) => Promise<{ items: readonly object[] }>]>([
    ['a page', (views) => views.users({})],
    ['one user', (views) => views.terminals({ user: 'alice' })],
  ])('hold whose rows a rebuild replaces while they are read: %s', async (_what, view) => {
    const partition = ground.bus.subjects.partitionOf('alice');
    for (const set of ROW_SETS) await rows.save(set, partition, rowsOf(['alice']));
    const { items } = await view(new Views(ground.bus, new ReplacedRows(ground.bus, partition)));
    expect(items).toMatchObject([{ user: 'alice' }]);
  });
});
