import { BUS, type Bus } from '@liaison/bus';
import {
  type CommandData,
  type CommandResult,
  VIEW_PAGE_MAX,
  type ViewedTerminal,
  type ViewedUser,
} from '@liaison/contracts';
import { ROW_STORE, type RowStore } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { liveCheckpoint, setOf } from '../rebuilding/parts.js';
import { inOrder } from './row-pages.js';
import { type UserInRow, userInRow } from './user-in-row.js';

/** Rows that one request looks at, at most: a filter that few pass is answered by several pages. */
const ROWS_MAX = 2_000;

type UsersAsked = CommandData<'availability', 'view.users'>;
type TerminalsAsked = CommandData<'availability', 'view.terminals'>;

interface PageAsked {
  readonly after?: string;
  readonly max?: number;
  readonly isFiltered: boolean;
}

interface Page<T> {
  items: T[];
  next?: string;
}

/**
 * What operators look at over the rows, whichever replica answers: users by id, a page after a user.
 * Rows trail the log by some two seconds.
 */
@Injectable()
export class Views {
  constructor(
    @Inject(BUS) readonly bus: Bus,
    @Inject(ROW_STORE) private readonly rows: RowStore,
  ) {}

  users(asked: UsersAsked): Promise<CommandResult<'availability', 'view.users'>> {
    const { state, connected } = asked;
    const passes = (user: ViewedUser): boolean =>
      (state === undefined || user.state === state) &&
      (connected === undefined || isConnected(user) === connected);
    const isFiltered = state !== undefined || connected !== undefined;
    return this.page({ ...asked, isFiltered }, ({ user }) => [user].filter(passes));
  }

  async terminals(asked: TerminalsAsked): Promise<CommandResult<'availability', 'view.terminals'>> {
    const { network, kind, connected, user } = asked;
    const passes = (terminal: ViewedTerminal): boolean =>
      (network === undefined || terminal.network === network) &&
      (kind === undefined || terminal.kind === kind) &&
      (connected === undefined || terminal.connected === connected);
    const of = ({ terminals }: UserInRow): readonly ViewedTerminal[] => terminals.filter(passes);
    if (user === undefined) return this.page({ ...asked, isFiltered: true }, of);
    const partition = this.bus.subjects.partitionOf(user);
    const row = await this.held([partition], ([set = '']) => this.rows.read(set, partition, user));
    const found = row === undefined ? undefined : userInRow(row);
    return { items: found === undefined ? [] : [...of(found)] };
  }

  /**
   * What is read of the sets of rows that hold, as the checkpoints of their partitions name them. A
   * rebuild may put others in their place meanwhile, and drop them: then it is read anew.
   */
  private async held<T>(
    partitions: readonly number[],
    read: (sets: readonly string[]) => Promise<T>,
  ): Promise<T> {
    let sets: readonly string[];
    let now = await this.sets(partitions);
    let found: T;
    do {
      sets = now;
      found = await read(sets);
      now = await this.sets(partitions);
    } while (now.some((set, at) => set !== sets[at]));
    return found;
  }

  private sets(partitions: readonly number[]): Promise<readonly string[]> {
    const set = async (partition: number): Promise<string> =>
      setOf(await liveCheckpoint(this, partition));
    return Promise.all(partitions.map(set));
  }

  private page<T>(asked: PageAsked, shown: (user: UserInRow) => readonly T[]): Promise<Page<T>> {
    const partitions = [...Array(this.bus.subjects.partitions).keys()];
    return this.held(partitions, (sets) => this.pageOf(sets, asked, shown));
  }

  private async pageOf<T>(
    sets: readonly string[],
    { after = '', max = VIEW_PAGE_MAX, isFiltered }: PageAsked,
    shown: (user: UserInRow) => readonly T[],
  ): Promise<Page<T>> {
    const { rows } = this;
    const about = isFiltered ? ROWS_MAX : max;
    const items: T[] = [];
    let looked = 0;
    let last = after;
    for await (const row of inOrder({ rows, sets, after, about })) {
      // There is one more row than this page takes.
      if (items.length >= max || looked >= ROWS_MAX) return { items, next: last };
      const user = userInRow(row);
      if (user !== undefined) items.push(...shown(user));
      looked++;
      last = row.key;
    }
    return { items };
  }
}

/** Undefined: the row does not say. */
function isConnected({ connected }: ViewedUser): boolean | undefined {
  return connected === undefined ? undefined : connected > 0;
}
