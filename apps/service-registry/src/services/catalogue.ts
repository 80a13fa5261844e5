import type { CommandResult } from '@liaison/contracts';
import {
  type Registry,
  type Selection,
  type ServiceId,
  type UserId,
  type Wanted,
  isActivated,
  isOpenTo,
} from '@liaison/domain';
import { Injectable } from '@nestjs/common';
import { Heads } from '../projections/heads.js';
import { Selections } from './selections.js';

type ListedService = CommandResult<'service-registry', 'service.list'>['items'][number];
type ListedEvent = CommandResult<'service-registry', 'event.list'>['items'][number];

/** What is to be seen of services: by a user, what is open to them and nothing else. */
@Injectable()
export class Catalogue {
  constructor(
    private readonly heads: Heads,
    private readonly selections: Selections,
  ) {}

  /** Services open to a user, by id. */
  async services(user: UserId): Promise<readonly ListedService[]> {
    const { selection, open } = await this.#openTo(user);
    return open.map(([service, registry]) => ({
      service,
      connected: registry.connections.length > 0,
      activated: isActivated(selection, service, registry),
    }));
  }

  /** Events of the services open to a user, or of one; undefined: that one is not. */
  async events(user: UserId, only?: ServiceId): Promise<readonly ListedEvent[] | undefined> {
    const { selection, open } = await this.#openTo(user);
    const shown = open.filter(([service]) => only === undefined || service === only);
    if (only !== undefined && shown.length === 0) return undefined;
    return shown.flatMap(([service, { declaration }]) =>
      (declaration?.emits ?? []).map(({ type, about, schema }) => ({
        service,
        type,
        about,
        subscribed: selection.interests.some(
          (interest) => interest.service === service && interest.type === type,
        ),
        ...(schema === undefined ? {} : { schema }),
      })),
    );
  }

  /** Wants of a service that no other one emits, as far as this replica has heard. */
  unmatched(service: ServiceId, wants: readonly Wanted[]): readonly Wanted[] {
    return wants.filter(({ type, from }) => {
      for (const [sender, { registry }] of this.heads.all()) {
        if (sender === service || (from !== undefined && from !== sender)) continue;
        if (emits(registry, type)) return false;
      }
      return true;
    });
  }

  async #openTo(user: UserId): Promise<{
    readonly selection: Selection;
    readonly open: readonly (readonly [ServiceId, Registry])[];
  }> {
    const [selection] = await Promise.all([
      this.selections.of(user, 'leader'),
      this.heads.current(),
    ]);
    const open = [...this.heads.all()]
      .map(([service, { registry }]) => [service, registry] as const)
      .filter(([service, registry]) => isOpenTo(selection, service, registry))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return { selection, open };
  }
}

function emits({ status, declaration }: Registry, type: string): boolean {
  return status === 'registered' && (declaration?.emits ?? []).some((one) => one.type === type);
}
