import { BUS, type Bus } from '@liaison/bus';
import { type Fact, consentCodec, parseFactName } from '@liaison/contracts';
import type { Consent, UserId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

/** Subjects of one read; the engine takes 1,024. */
const READ_MAX = 1000;

/** Reads what an owner's consents say toward certain viewers: they lie open. */
@Injectable()
export class ConsentsToward {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  /** By viewer; who is missing was never subject of one. */
  async read(
    owner: UserId,
    viewers: readonly UserId[],
  ): Promise<Readonly<Record<UserId, Consent>>> {
    const subjects = viewers
      .filter((viewer) => viewer !== owner)
      .map((viewer) => this.bus.subjects.fact({ kind: 'consent', owner, viewer }));
    const found: [UserId, Consent][] = [];
    for (let from = 0; from < subjects.length; from += READ_MAX) {
      found.push(...(await this.some(subjects.slice(from, from + READ_MAX))));
    }
    return Object.fromEntries(found);
  }

  private async some(subjects: readonly string[]): Promise<readonly [UserId, Consent][]> {
    const found: [UserId, Consent][] = [];
    const query = { multi_last: [...subjects] };
    for await (const message of await this.bus.jsm.direct.getLastMessagesFor('FACTS', query)) {
      const { subject, type, data } = message.json<Fact>();
      const aggregate = parseFactName(subject);
      if (aggregate?.kind !== 'consent') continue;
      found.push([aggregate.viewer, consentCodec.decode(type, data, undefined).head]);
    }
    return found;
  }
}
