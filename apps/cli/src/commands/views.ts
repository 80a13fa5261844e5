import type { CommandResult, JsonObject } from '@liaison/contracts';
import { type Operator, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';
import { type Page, type PageFlags, pages, printNext } from '../paging.js';

type Users = CommandResult<'availability', 'view.users'>['items'];
type Terminals = CommandResult<'availability', 'view.terminals'>['items'];
type Backlogs = CommandResult<'service-registry', 'service.backlogs'>['items'];

interface Connected {
  readonly connected?: 'yes' | 'no';
}

/** What `user list` filters by. */
export interface UserFilters extends PageFlags, Connected {
  readonly state?: string;
}

/** What `terminal list` filters by. */
export interface TerminalFilters extends PageFlags, Connected {
  readonly network?: string;
  readonly kind?: string;
}

/** What `service list` filters by. */
export interface BacklogFilters extends PageFlags, Connected {
  readonly min?: number;
}

/** Users as their rows have them. */
export async function viewUsers({ state, connected, ...flags }: UserFilters): Promise<void> {
  const filters = { ...chosen('state', state), ...connectedOf({ connected }) };
  const page = await view<Users[number]>(flags, 'availability', 'view.users', filters);
  if (flags.json === true) return printJson(page);
  printTable(
    ['USER', 'STATE', 'TERMINALS', 'CONNECTED'],
    page.items.map((item) => [item.user, item.state, count(item.terminals), count(item.connected)]),
  );
  printNext(page);
}

/** Terminals as the rows have them, of one user or of all. */
export async function viewTerminals(
  user: string | undefined,
  { network, kind, connected, ...flags }: TerminalFilters,
): Promise<void> {
  const filters = {
    ...chosen('user', user),
    ...chosen('network', network),
    ...chosen('kind', kind),
    ...connectedOf({ connected }),
  };
  const page = await view<Terminals[number]>(flags, 'availability', 'view.terminals', filters);
  if (flags.json === true) return printJson(page);
  printTable(
    ['USER', 'TERMINAL', 'KIND', 'CONNECTED', 'NETWORK', 'GATEWAY'],
    page.items.map((item) => [
      item.user,
      item.terminal,
      item.kind,
      item.connected ? 'yes' : 'no',
      item.network ?? '-',
      item.gateway ?? '-',
    ]),
  );
  printNext(page);
}

/** Registered services, the longest backlog first. */
export async function viewBacklogs({ min, connected, ...flags }: BacklogFilters): Promise<void> {
  const filters = { ...(min === undefined ? {} : { min }), ...connectedOf({ connected }) };
  const verb = 'service.backlogs';
  const page = await view<Backlogs[number]>(flags, 'service-registry', verb, filters);
  if (flags.json === true) return printJson(page);
  printTable(
    ['SERVICE', 'BACKLOG', 'ON THE WAY', 'PARKED', 'EXPIRED', 'DELIVERY', 'CONNECTIONS'],
    page.items.map(({ delivery, ...item }) => [
      item.service,
      ...[item.backlog, item.onTheWay, item.parked, item.expired].map(String),
      delivery ?? '-',
      String(item.connections),
    ]),
  );
  printNext(page);
}

function view<T>(
  flags: PageFlags,
  app: string,
  verb: string,
  filters: JsonObject,
): Promise<Page<T>> {
  return withOperator(flags, (operator: Operator) =>
    pages(flags, async (from) => {
      const page = await operator.send(app, verb, { ...filters, ...from });
      return page as unknown as Page<T>;
    }),
  );
}

const count = (number: number | undefined): string => String(number ?? '-');

const chosen = (name: string, value: string | undefined): JsonObject =>
  value === undefined ? {} : { [name]: value };

const connectedOf = ({
  connected,
}: {
  readonly connected: Connected['connected'] | undefined;
}): JsonObject => (connected === undefined ? {} : { connected: connected === 'yes' });
