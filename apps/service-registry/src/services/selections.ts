import type { FactStore } from '@liaison/bus';
import { selectionCodec } from '@liaison/contracts';
import { type Selection, type UserId, initialSelection } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';

/** What users selected, as the access monitor recorded it. */
@Injectable()
export class Selections {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  /** By whichever server is near it may be old: accept on it, refuse on the leader's alone. */
  async of(user: UserId, by: 'near' | 'leader'): Promise<Selection> {
    const last = await this.facts.lastShut({ kind: 'selection', user }, by);
    if (last === undefined) return initialSelection;
    return selectionCodec.decode(last.type, last.data, undefined).head;
  }
}
