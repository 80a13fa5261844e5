import type { CommandResult } from '@liaison/contracts';
import { type Operator, type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

type Page = CommandResult<'service-registry', 'service.all'>;
type Described = CommandResult<'service-registry', 'service.describe'>;

/** Of 200 services each. */
const PAGES_MAX = 10_000;

/** Page after page, until there is no next one. */
export async function allServices(operator: Operator): Promise<Page['items']> {
  const items: Page['items'][number][] = [];
  for (let page = 0, after: string | undefined; page < PAGES_MAX; page++) {
    const from = after === undefined ? {} : { after };
    const answer = await operator.send('service-registry', 'service.all', from);
    const { items: more, next } = answer as unknown as Page;
    items.push(...more);
    after = next;
    if (after === undefined) return items;
  }
  return items;
}

/** Prints a service as it stands: who it is open to, what it declares, its connections. */
export async function describedService(service: string, flags: OperatorOptions): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.send('service-registry', 'service.describe', { service }),
  );
  if (flags.json === true) return printJson(result);
  const said = result as unknown as Described;
  const connections = said.connections.map(
    ({ connection, alive }) => `${connection} ${alive ? 'alive' : 'without a lease'}`,
  );
  printTable(
    ['SERVICE', said.service],
    [
      ['status', said.status],
      ['open to', openTo(said)],
      ['grants', lines(said.grants)],
      ...declarationRows(said),
      ['connections', lines(connections)],
    ],
  );
}

function declarationRows({ declaration, version }: Described): string[][] {
  if (declaration === undefined) return [['declaration', '-']];
  const { emits, wants, delivery, calls } = declaration;
  return [
    ['declaration', `version ${version ?? '-'}`],
    ['emits', lines(emits.map(({ type, about }) => `${type} about ${about}`))],
    ['wants', lines(wants.map(wanted))],
    ['delivery', delivery],
    ['operations', lines(calls)],
  ];
}

/** Whom a service is opened to one by one, if anybody, their own facts say and not the service's. */
export function openTo({ open }: Pick<Described, 'open'>): string {
  return open === 'everyone' ? open : 'nobody, or users named by --user';
}

const lines = (items: readonly string[]): string => items.join('\n') || '-';

function wanted({ type, from }: { readonly type: string; readonly from?: string }): string {
  return from === undefined ? type : `${type} from ${from}`;
}
