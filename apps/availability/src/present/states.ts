import { BUS, type Bus, jsonOf, storedNear } from '@liaison/bus';
import { type Connectability, type StateDocument, type UserId, view } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

/** Reads STATE. The hidden and those who do not exist take the same way to the same answer (claim 2.6). */
@Injectable()
export class States {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  /** What a registered viewer is told about a target. */
  async told(viewer: UserId, target: UserId): Promise<Connectability> {
    return view(viewer, target, await this.of(target));
  }

  private async of(user: UserId): Promise<StateDocument | undefined> {
    const last_by_subj = this.bus.subjects.state(user);
    const message = await storedNear(this.bus, 'STATE', { last_by_subj });
    return message === undefined ? undefined : (jsonOf(message) as StateDocument);
  }
}
