import { type CommandData, type CommandResult, SERVICES_PAGE_MAX } from '@liaison/contracts';
import { Injectable } from '@nestjs/common';
import { Durables } from '../projections/durables.js';
import { Heads } from '../projections/heads.js';
import { UndeliveredCopies } from '../projections/undelivered.js';

type Asked = CommandData<'service-registry', 'service.backlogs'>;
type Page = CommandResult<'service-registry', 'service.backlogs'>;
type Waiting = Page['items'][number];

/**
 * Registered services by what waits for them. No row holds that: the engine counts it in each durable,
 * DELIVERY says what was parked and what expired.
 */
@Injectable()
export class Backlogs {
  constructor(
    private readonly heads: Heads,
    private readonly durables: Durables,
    private readonly undelivered: UndeliveredCopies,
  ) {}

  /** The longest first; a service whose backlog moves past a page's end meanwhile may come twice, or not. */
  async page({ min = 0, connected, after, max = SERVICES_PAGE_MAX }: Asked): Promise<Page> {
    const all = (await this.all()).filter(
      ({ backlog, connections }) =>
        backlog >= min && (connected === undefined || connections > 0 === connected),
    );
    const left = all.toSorted(inOrder).filter((one) => isAfter(one, after));
    const items = left.slice(0, max);
    const last = items.at(-1);
    if (last === undefined || left.length <= max) return { items };
    return { items, next: `${last.backlog}:${last.service}` };
  }

  private async all(): Promise<readonly Waiting[]> {
    const [durables] = await Promise.all([
      this.durables.all(),
      this.heads.current(),
      this.undelivered.current(),
    ]);
    return [...this.heads.all()].flatMap(([service, { registry }]) => {
      if (registry.status !== 'registered') return [];
      const durable = durables.get(service);
      return {
        service,
        connections: registry.connections.length,
        backlog: durable?.backlog ?? 0,
        onTheWay: durable?.onTheWay ?? 0,
        ...this.undelivered.of(service),
        ...(durable === undefined ? {} : { delivery: durable.terms.delivery }),
      };
    });
  }
}

type Place = Pick<Waiting, 'backlog' | 'service'>;

function inOrder(a: Place, b: Place): number {
  if (a.backlog !== b.backlog) return b.backlog - a.backlog;
  return a.service < b.service ? -1 : 1;
}

function isAfter(one: Place, place: string | undefined): boolean {
  if (place === undefined) return true;
  const at = place.indexOf(':');
  const ended = { backlog: Number(place.slice(0, at)), service: place.slice(at + 1) };
  return one.service !== ended.service && inOrder(ended, one) < 0;
}
