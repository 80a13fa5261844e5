import { BUS, type Bus, LAST_OF_EACH_MAX, jsonOf, lastOfEach } from '@liaison/bus';
import { type Fact, consentCodec, parseFactName } from '@liaison/contracts';
import type { Consent, UserId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

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
    for (let from = 0; from < subjects.length; from += LAST_OF_EACH_MAX) {
      found.push(...(await this.some(subjects.slice(from, from + LAST_OF_EACH_MAX))));
    }
    return Object.fromEntries(found);
  }

  private async some(subjects: readonly string[]): Promise<readonly [UserId, Consent][]> {
    const { messages } = await lastOfEach(this.bus, 'FACTS', subjects);
    return messages.flatMap((message): [UserId, Consent][] => {
      const { subject, type, data } = jsonOf(message) as Fact;
      const aggregate = parseFactName(subject);
      if (aggregate?.kind !== 'consent') return [];
      return [[aggregate.viewer, consentCodec.decode(type, data, undefined).head]];
    });
  }
}
