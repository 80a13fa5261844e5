import type { FactReader } from './fact-reader.js';
import type { Aggregate, Head, Heads } from './heads.js';
import { type Links, linkOf } from './links.js';

/** Facts of an aggregate as they were when its stream was shorter. */
export class AsOf {
  constructor(
    private readonly reader: Pick<FactReader, 'at'>,
    private readonly heads: Heads,
    private readonly links: Links,
  ) {}

  /**
   * The last fact at or before this sequence, walked back to from the leader's last: as many steps as
   * there are later ones. undefined: there was none.
   */
  async upTo<F, S>(of: Aggregate<F, S>, sequence: number): Promise<Head<F, S> | undefined> {
    const last = await this.heads.byLeader(of);
    if (last === undefined || last.stored.sequence <= sequence) return last;
    let link: ReturnType<typeof linkOf> | undefined = linkOf(last.stored);
    while (link !== undefined && link.sequence > sequence) {
      ({ link } = await this.links.before(of.target, link));
    }
    if (link === undefined) return undefined;
    return this.heads.open(of, await this.reader.at(of.target, link.sequence));
  }
}
