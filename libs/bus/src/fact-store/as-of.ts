import type { Aggregate, Head, Heads } from './heads.js';
import { type Link, type Links, linkOf } from './links.js';

/** Facts of an aggregate as they were when its stream was shorter. */
export class AsOf {
  constructor(
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
    let link: Link | undefined = linkOf(last.stored);
    while (link !== undefined && (link.previousSequence ?? 0) > sequence) {
      ({ link } = await this.links.before(of.target, link));
    }
    const stored = link && (await this.links.read(of.target, link));
    return stored && this.heads.open(of, stored);
  }
}
