import { BUS, type Bus } from '@liaison/bus';
import { type Connectability, type StateDocument, type UserId, view } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

const READ_TIMEOUT_MS = 5_000;
const NOT_FOUND = 404;

/** Reads STATE. The hidden and those who do not exist take the same way to the same answer (claim 2.6). */
@Injectable()
export class States {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  /** What a registered viewer is told about a target. */
  async told(viewer: UserId, target: UserId): Promise<Connectability> {
    return view(viewer, target, await this.of(target));
  }

  private async of(user: UserId): Promise<StateDocument | undefined> {
    const subject = `$JS.API.DIRECT.GET.STATE.${this.bus.subjects.state(user)}`;
    const reply = await this.bus.requests.request(subject, '', { timeoutMs: READ_TIMEOUT_MS });
    const code = reply.headers?.code ?? NOT_FOUND;
    if (code === NOT_FOUND) return undefined;
    if (code !== 0) throw new Error(`STATE cannot be read: ${reply.headers?.status}`);
    return reply.json<StateDocument>();
  }
}
